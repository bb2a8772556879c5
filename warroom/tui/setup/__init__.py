"""The screens of the first run: seven steps, each in a form of its own."""
