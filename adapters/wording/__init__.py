"""Templates: the words of texts and pages."""
