"""The files of languages: read, checked, and one added from outside."""
