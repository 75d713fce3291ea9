"""What keeps going wrong becomes an improvement action with an owner, a date and an effect that is measured."""
