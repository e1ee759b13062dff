"""Make the secrets of a flow, and derive from the browser's what must not be stored at all."""

import base64
import hashlib
import hmac
import secrets


def mint_secret() -> str:
    """256 bits, as they stand in an address or a cookie."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """What the database keeps of it. It needs no salt: no one guesses 256 bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def derive_secret(browser_secret: str, purpose: str, state: str = "") -> str:
    """A PKCE verifier, a nonce or a form's value: of this browser and this state alone, and stored nowhere."""
    mac = hmac.new(browser_secret.encode(), f"{purpose}\0{state}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()).decode().rstrip("=")
