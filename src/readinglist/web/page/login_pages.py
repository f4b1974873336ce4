"""Pages that ask who is there, by their address."""

from __future__ import annotations

import re
from urllib.parse import SplitResult

_PATH = re.compile(
    r"/(?:log-?in|log-?on|sign-?in|sign-?on|signin-oidc|servicelogin|sso|saml2?|shibboleth(?:\.sso)?|idp|cas"
    r"|oauth2?|auth|authn|authenticate|authorize|openid-connect|wayf|users/sign_in|enrol|adfs|webauth|kerberos|duo"
    r"|_layouts/(?:15/)?(?:authenticate|accessdenied|guestaccess))"
    r"(?:\.(?:php|aspx?|jsp|html?|do|action|cgi))?(?:/|$)",
    re.I,
)
_HOST = re.compile(
    r"^(?:accounts|login|signin|sso|idp\d*|cas|auth|shib|shibboleth|weblogin|websso|wayf|adfs|id\.elsevier"
    r"|account\.box)\."
    r"|\.(?:okta|onelogin|auth0|duosecurity|b2clogin)\.com$|(?:^|\.)(?:ezproxy|libproxy|openathens)\.",
    re.I,
)


def is_login_address(there: SplitResult) -> bool:
    """Whether an address is one where people log in."""
    return _PATH.search(there.path) is not None or _HOST.search(there.netloc) is not None
