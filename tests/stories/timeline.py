"""What the Temporal UI shows beside the events of a history, read out of the server's record."""

from temporalio.api.history.v1 import HistoryEvent

from tests.stories.story import Story


async def timeline(story: Story, workflow_id: str) -> list[str]:
    """Every line of a workflow's newest run, in order, but its own; with the key, as ops read."""
    history = await story.client.get_workflow_handle(workflow_id).fetch_history()
    told = [await _summary(story, event) for event in history.events[1:]]
    return [words for words in told if words]


async def _summary(story: Story, event: HistoryEvent) -> str:
    if not event.HasField("user_metadata") or not event.user_metadata.HasField("summary"):
        return ""
    sealed = [event.user_metadata.summary]
    (words,) = await story.client.data_converter.decode(sealed, [str])
    return str(words)
