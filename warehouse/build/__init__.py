"""How the warehouse is made: the heads of the models, the runner, and the swap of the finished file."""
