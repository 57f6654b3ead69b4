"""One module a step: `decide(facts, now) -> Decision`, the whole rule of that step."""
