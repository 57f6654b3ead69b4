"""What will happen, told without a server: plans and simulations."""
