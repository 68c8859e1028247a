"""How well the cases pin the rules down: conditions that they show, and changes of rules that they notice."""
