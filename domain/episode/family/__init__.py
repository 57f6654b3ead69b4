"""The patient and who speaks for them: who gets their texts, and what they said of being texted."""
