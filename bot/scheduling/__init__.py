"""Use cases: the order of effects. They call adapters, import no SDK and build no blocks."""
