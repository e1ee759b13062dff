"""No one answers at Recall's address; or what Recall holds cannot be read, so that nothing may be sent."""
