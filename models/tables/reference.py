"""What the outside publishes and we look up."""

from sqlmodel import Field, SQLModel


class DrugName(SQLModel, table=True):
    """A name or code of RxNorm, and what it stands for. `key` is "rxcui:" or "name:" and it.

    `product` is the generic product, or the ingredient, as RxNorm writes it; the others are its
    parts, blank where RxNorm gives none.
    """

    __tablename__ = "drug_names"

    key: str = Field(primary_key=True)
    product: str
    ingredient: str
    strength: str
    form: str
    brand: str
