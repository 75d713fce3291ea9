"""The pages of improvements: what is done about what keeps going wrong, for everybody and for people of the city."""
