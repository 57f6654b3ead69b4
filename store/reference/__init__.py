"""What the outside publishes and the store holds to be looked up."""
