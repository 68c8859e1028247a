"""What is copied into a wheelhouse and runs there with Python alone; marks like ``@python@`` are filled in."""
