"""What all payloads share."""

from pydantic import BaseModel, ConfigDict


class Payload(BaseModel):
    """The base of all payloads."""

    model_config = ConfigDict(frozen=True, extra="ignore")
