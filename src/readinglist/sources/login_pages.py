"""Pages that ask who is there: by their address, by their title."""

from __future__ import annotations

import re
from urllib.parse import SplitResult

from readinglist.sources.title_parts import phrases, says

_PATH = re.compile(
    r"/(?:log-?in|log-?on|sign-?in|sign-?on|signin-oidc|servicelogin|sso|saml2?|shibboleth(?:\.sso)?"
    r"|idp|cas|oauth2?"
    r"|auth|authn|authenticate|authorize|openid-connect|wayf|account/login|users/sign_in|accounts/login"
    r"|_layouts/(?:15/)?(?:authenticate|accessdenied|guestaccess)|adfs|webauth|kerberos|duo)"
    r"(?:\.(?:php|aspx?|jsp|html?|do|action|cgi))?(?:/|$)",
    re.I,
)
_HOST = re.compile(
    r"^(?:accounts\.google\.|login\.|signin\.|sso\.|idp\d*\.|cas\.|auth\.|shib(?:boleth)?\."
    r"|weblogin\.|websso\.|wayf\."
    r"|adfs\.|id\.elsevier\.|account\.box\.|accounts\.)"
    r"|\.(?:okta|onelogin|auth0|duosecurity|b2clogin)\.com$|(?:^|\.)(?:ezproxy|libproxy|openathens)\.",
    re.I,
)
_TITLE = phrases(
    r"(?:please |user |member |account |student |staff |web |central |secure )*(?:log|sign)[ -]?(?:in|on)"
    r"(?: (?:to|with|at|for|via|using|into) .{1,80}| required| page| - .+| options| or sign up"
    r"| or register| form)?",
    r"(?:single )?sign[ -]on|(?:web |network |central )*(?:login|authentication"
    r"|authorization) (?:service|server|required"
    r"|portal|system|page)|authenticat(?:ion|e|ing)|authori[sz]ation required|unauthori[sz]ed"
    r"|(?:error )?401(?: .*)?",
    r"stale request|web login service|shibboleth (?:login|identity provider).*"
    r"|select your (?:institution|identity provider)",
    r"you need (?:access|permission)|request access|access required|(?:permission|login) required"
    r"|private (?:page|site)"
    r"|(?:password|passcode) (?:required|protected)|enter (?:your )?(?:password|passcode)"
    r"|google drive access denied",
    r"anmelden|anmeldung|einloggen|login erforderlich|connexion|se connecter|identification"
    r"|authentification"
    r"|iniciar sesión|inicio de sesión|acceder|ingresar|entrar|iniciar sessão|fazer login|accedi"
    r"|accesso|autenticazione",
    r"inloggen|aanmelden|logga in|logg inn|log ind|kirjaudu(?: sisään)?|kirjautuminen"
    r"|zaloguj(?: się)?|logowanie"
    r"|přihlášení|přihlásit se|prihlásenie|bejelentkezés|autentificare|prijava|σύνδεση|giriş(?: yap)?"
    r"|oturum aç",
    r"вход|войти|авторизация|вход в систему|увійти|登录|登入|用户登录|统一身份认证|登錄|ログイン"
    r"|サインイン|로그인"
    r"|تسجيل الدخول|התחברות|כניסה|đăng nhập|masuk",
)


def is_login_address(there: SplitResult) -> bool:
    """Whether an address is one where people log in."""
    return _PATH.search(there.path) is not None or _HOST.search(there.netloc) is not None


def is_login_title(title: str) -> bool:
    """Whether a title is that of a page where people log in, or may not enter without."""
    return says(_TITLE, title)
