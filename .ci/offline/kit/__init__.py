"""What is copied into a wheelhouse. There it runs with Python alone, and ``@python@`` is filled in."""
