"""What a page asks of its reader: its forms, as a browser would send them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

PASSWORD = "password"  # noqa: S105  # a kind of field
SELECT = "select"
TEXT = "text"
_BUTTONS = frozenset({"submit", "button", "reset", "image", "file"})
_TICKED = frozenset({"checkbox", "radio"})


@dataclass(frozen=True)
class Option:
    """One thing that may be chosen."""

    value: str
    label: str
    chosen: bool


@dataclass
class Field:
    """Something with a name and a value; a select has options, and its value is what is chosen."""

    name: str
    kind: str
    value: str = ""
    options: list[Option] = field(default_factory=list)

    def offer(self, option: Option) -> None:
        """Add an option; the first one is chosen until another says that it is."""
        if option.chosen or not self.options:
            self.value = option.value
        self.options.append(option)


@dataclass(frozen=True)
class Button:
    """What sends a form, with a value of its own."""

    name: str
    value: str
    label: str


@dataclass
class Form:
    """Fields that are sent together, hidden ones included, and the buttons that can be seen."""

    action: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def button(self, label: str) -> Button | None:
        """Find the button whose label begins so."""
        return next((button for button in self.buttons if button.label.startswith(label)), None)

    def asks(self, kind: str) -> bool:
        """Whether a field of this kind is to be filled in."""
        return any(one.kind == kind for one in self.fields)

    def sent_by(self, button: Button | None) -> dict[str, str]:
        """Give what goes out as the fields stand now."""
        pressed = {button.name: button.value} if button and button.name else {}
        return {one.name: one.value for one in self.fields if one.name} | pressed


@dataclass
class Page:
    """A page that was opened: its forms, and what it tells its reader at once."""

    forms: list[Form] = field(default_factory=list)
    alert: str = ""


def read_page(html: str) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page


class _Reader(HTMLParser):
    """Goes through a page once; `_listening` takes the words of the element that it is in."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._form: Form | None = None
        self._listening: tuple[str, Callable[[str], None]] | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if known.get("role") == "alert":
            self._listen(tag, self._alert)
        elif tag == "form":
            self._form = Form(known.get("action", ""))
            self.page.forms.append(self._form)
        elif self._form and "disabled" not in known:
            self._begin(self._form, tag, known)

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._listening and tag in {self._listening[0], SELECT}:
            self._stop_listening()
        if tag == "form":
            self._form = None

    def _begin(self, form: Form, tag: str, known: dict[str, str]) -> None:
        name, value = known.get("name", ""), known.get("value", "")
        match tag:
            case "input":
                kind = known.get("type", TEXT).lower()
                if kind not in _BUTTONS and (kind not in _TICKED or "checked" in known):
                    form.fields.append(Field(name, kind, value))
            case "select":
                form.fields.append(Field(name, SELECT))
            case "option" if form.fields:
                select, chosen = form.fields[-1], "selected" in known
                self._listen(tag, lambda words: select.offer(Option(value, _line(words), chosen)))
            case "textarea":
                area = Field(name, TEXT)
                form.fields.append(area)
                self._listen(tag, lambda words: setattr(area, "value", words.removeprefix("\n")))
            case "button" if known.get("aria-hidden") != "true":
                self._listen(
                    tag, lambda words: form.buttons.append(Button(name, value, _line(words)))
                )

    def _listen(self, tag: str, take: Callable[[str], None]) -> None:
        self._stop_listening()  # options need no end of their own
        self._listening, self._words = (tag, take), []

    def _stop_listening(self) -> None:
        if self._listening:
            _, take = self._listening
            self._listening = None
            take("".join(self._words))

    def _alert(self, words: str) -> None:
        self.page.alert = _line(words)


def _line(words: str) -> str:
    return " ".join(words.split())
