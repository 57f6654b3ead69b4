"""In which form a drug is, which way it goes, and how fast it is released."""

from domain.clinical.drugs.drug import INSULIN, figure
from domain.clinical.drugs.tables import (
    POWDER_IN_CAPSULES,
    SWALLOWED_DELAYED,
    THROUGH_SKIN,
    USUAL_RELEASE,
    USUAL_ROUTE,
    WITH_OTHERS,
)
from domain.clinical.drugs.walk.mentions import Parts, is_fluid
from domain.clinical.drugs.words.vocabulary import DURATIONS, FORM_OF_PIECE

SWALLOWED = frozenset({"tablet", "capsule", "chewable tablet", "dissolving tablet"})
INTO_THE_BODY = frozenset({"subcutaneous", "intramuscular", "intravenous"})
_ALSO_NASAL = frozenset(
    {"fluticasone", "budesonide", "mometasone", "beclomethasone", "triamcinolone", "flunisolide"}
)
"""Inhaled as puffs; a spray of these is for the nose."""
_LOCAL = frozenset({"", "inhaled", "nasal", "ophthalmic", "topical"})
_TWO_SIDES = "two sides"
_NO_HOURS = frozenset({"patch", "spray", "drops", "inhaler", "nebulizer"})
"""Of these "24 hour" is how long they help."""
_HOURS_OF_RELEASE = {12.0, 24.0}


def form_of(parts: Parts) -> str:
    """The product's, the most particular first; else that of what is counted."""
    said = [*parts.forms, *(FORM_OF_PIECE.get(one, "") for one in parts.pieces)]
    forms = [one for one in said if one]
    pieces = {*parts.pieces, *counted(parts)}
    if ("nebulizer" in forms and _no_inhaler(parts)) or "nebule" in pieces:
        return "nebulizer"  # "Proventil inhalation solution"
    if not forms and ("transdermal" in parts.routes or _is_patch(parts)):
        return "patch"
    lungs = "inhaled" in parts.routes or any(USUAL_ROUTE.get(n) == "inhaled" for n in parts.names)
    breathed = "inhaled" in parts.routes and {*forms} == {"liquid"}
    if breathed or (lungs and pieces & {"vial", "ampule"}):
        return "nebulizer"
    if not forms and "suppository" in pieces:
        return "suppository"
    if pieces & {"capsule"} and set(parts.names) & POWDER_IN_CAPSULES:
        return "inhaler"
    particular = [one for one in forms if one not in {"tablet", "capsule", "powder", "liquid"}]
    particular = ["gum"] if "gum" in forms else particular  # "chew one piece"
    return next(iter(particular or forms), "")


def _no_inhaler(parts: Parts) -> bool:
    """Whether no word of the line says inhaler, or millilitres say that its brand alone does."""
    fluid = any(is_fluid(one) for one in (*parts.strengths, *parts.asides))
    return fluid or "inhaler" not in parts.forms


def counted(parts: Parts) -> set[str]:
    """The pieces of which a number is taken."""
    return {one.piece for dose in parts.doses for one in dose.counts}


def _is_patch(parts: Parts) -> bool:
    """Whether patches are counted, or what goes on the skin is written by the hour."""
    if "patch" in counted(parts):
        return True
    said = (*parts.strengths, *(one for dose in parts.doses for one in dose.masses))
    return "topical" in parts.routes and any(
        one.per is not None and one.per.unit in DURATIONS for one in said
    )


def form_on_route(form: str, route: str) -> str:
    """A liquid for the eye is drops, one for the nose a spray, and one under the skin injected."""
    if route.startswith(("ophthalmic", "otic")) and form in {"liquid", "drops"}:
        return "drops"
    if route == "sublingual" and form == "drops":
        return "liquid"
    if route in INTO_THE_BODY and form == "liquid":
        return "injection"
    if route == "nasal" and form in {"liquid", "spray", "inhaler"}:
        return "spray"
    return form


def route_of(parts: Parts, form: str, ingredients: tuple[str, ...], insulin: str) -> str:
    """What is said, else what the form implies, else how the drug is usually given."""
    said = [one for one in parts.routes if one != "oral"] or parts.routes
    if "sublingual" in said and "ophthalmic" in said:
        said = ["sublingual"]  # eye drops that are given under the tongue
    name = f"{INSULIN} {insulin}".strip() if insulin else next(iter(ingredients), "")
    usual = USUAL_ROUTE.get(name, "")
    usual = WITH_OTHERS.get(name, usual) if len(ingredients) > 1 else usual
    usual = "nasal" if form == "spray" and name in _ALSO_NASAL else usual
    if said:
        if said[0] == "topical" and (form == "patch" or name in THROUGH_SKIN):
            return "transdermal"
        puffs = usual == "inhaled" and (name in POWDER_IN_CAPSULES or "puff" in counted(parts))
        if said[0] == "oral" and (form in {"inhaler", "nebulizer"} or puffs):
            return "inhaled"
        return _side(said)
    implied = {
        "patch": "transdermal",
        "inhaler": "inhaled",
        "nebulizer": "inhaled",
        "cream": "topical",
        "ointment": "topical",
        "shampoo": "topical",
        "lotion": "topical",
        **({"suppository": "rectal"} if usual in {"", "oral"} else {}),
        **({"gel": "topical", "foam": "topical"} if usual == "oral" else {}),
    }
    if form in implied:
        return implied[form]
    swallowed = form in SWALLOWED or bool(counted(parts) & SWALLOWED)
    swallowed = swallowed or (name in SWALLOWED_DELAYED and "delayed" in parts.releases)
    if swallowed and usual in _LOCAL and name not in POWDER_IN_CAPSULES:
        return "oral"
    return "" if form == "injection" and usual == "oral" else usual


def _side(said: list[str]) -> str:
    """Of "eye drops" beside "left eye" the left eye; left and right are both."""
    site = said[0].split(",")[0]
    sides = sorted({one for one in said if one.startswith(f"{site}, ")})
    if len(sides) < 2:  # noqa: PLR2004 - a left and a right
        return next(iter(sides), said[0])
    left_and_right = sides == [f"{site}, left", f"{site}, right"]
    return f"{site}, both" if left_and_right else f"{_TWO_SIDES}: {'; '.join(sides)}"


def release_of(parts: Parts, ingredients: tuple[str, ...], form: str) -> str:
    """What is said, else as the drug is usually sold; of what is no tablet nothing."""
    said = set(parts.releases)
    hours = parts.hours if parts.hours in _HOURS_OF_RELEASE and form not in _NO_HOURS else None
    if "delayed" in said and "extended" not in said:
        return "delayed"
    if "extended" in said or hours:
        return f"extended, {figure(hours)} hours" if hours else "extended"
    usual = next((USUAL_RELEASE[one] for one in ingredients if one in USUAL_RELEASE), "")
    if "immediate" in said and usual != "either":
        return "immediate"
    if form == "chewable tablet" and usual == "extended":
        return "immediate"
    if form in {"liquid", "injection", "powder", "patch", "inhaler", "nebulizer"}:
        return ""
    return {"either": "", "": "immediate"}.get(usual, usual)
