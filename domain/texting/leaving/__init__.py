"""Who wants no more of our texts: plain words, near ones, told to a colleague, a wrong number."""
