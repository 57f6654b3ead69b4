"""The rules of transitional care, pure: facts and the time in, decisions out."""
