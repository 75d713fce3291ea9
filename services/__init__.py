"""The services of Tanggap. None of them imports another: they meet only in the events of `contracts`."""
