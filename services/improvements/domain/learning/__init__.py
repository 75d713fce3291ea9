"""Learning that an improvement action assigns: to which units, what others are told of it, and who has finished."""
