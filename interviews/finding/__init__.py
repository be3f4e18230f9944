"""Finding anyone and anything of an account by a few typed letters."""
