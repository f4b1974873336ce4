"""Walls that turn programs away: how those of the known makers look, by header, script, title, address.

A wall says nothing of the page behind it. Only what a wall alone has is looked for: most
of its makers also put scripts, cookies and headers into the pages that they let through.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import SplitResult

from readinglist.sources.title_parts import phrases, says

# Name of a header in lower case, what its value begins with, and whose it is. Sources, in this order:
# https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
# https://docs.aws.amazon.com/waf/latest/APIReference/API_ChallengeAction.html
# https://vercel.com/docs/vercel-firewall
_HEADERS = (
    ("cf-mitigated", ("challenge", "block"), "Cloudflare"),
    ("x-amzn-waf-action", ("challenge", "captcha", "block"), "AWS WAF"),
    ("x-vercel-mitigated", ("challenge", "deny"), "Vercel"),
    ("x-sucuri-block", ("",), "Sucuri"),
    ("x-dd-b", ("1", "2"), "DataDome"),
    ("sg-captcha", ("challenge",), "SiteGround"),
)
# Scripts and marks in the bytes of a page.
_MARKS = (
    (rb"_cf_chl_opt\b|/cdn-cgi/challenge-platform/h/[a-z]/orchestrate/", "Cloudflare"),
    (rb"error code: 10(?:06|07|08|09|10|12|15|20)\b|/cdn-cgi/styles/cf\.errors", "Cloudflare"),
    (rb"Incapsula incident ID|/_Incapsula_Resource\?(?:CWUDNSAI|SWUDNSAI)=", "Imperva"),
    (rb"(?:geo|ct|c)\.captcha-delivery\.com\b", "DataDome"),
    (rb"id=[\"']px-captcha|captcha\.px-c(?:dn|loud)\.net|perimeterx\.(?:com|net)/whywasiblocked", "HUMAN"),
    (rb"window\.gokuProps\b|AwsWafIntegration\.checkForceRefresh|window\.awsWafCookieDomainList", "AWS WAF"),
    (rb"sucuri_cloudproxy_js|Sucuri Web[Ss]ite Firewall", "Sucuri"),
    (rb"id=[\"']anubis_challenge|/\.within\.website/x/(?:cmd/anubis|xess)/", "Anubis"),
    (rb"/\.well-known/ddos-guard/js-challenge|check\.ddos-guard\.net/", "DDoS-Guard"),
    # Akamai writes the signs of its error pages as entities.
    (rb"errors(?:\.|&#46;)edgesuite(?:\.|&#46;)net\b", "Akamai"),
    (rb"Reference(?:\s|&#32;)(?:#|&#35;)\d{1,3}(?:\.|&#46;)[0-9a-f]{6,8}(?:\.|&#46;)\d{9,10}\b", "Akamai"),
    (rb"id=[\"']sec-(?:if-cpt|cpt-if)|/_sec/cp_challenge/|\bbm-verify=", "Akamai"),
    (rb"The requested URL was rejected\. Please consult with your administrator", "F5"),
    (rb"validate\.perfdrive\.com/|Radware Bot Manager Captcha", "Radware"),
    (rb"/\.well-known/sgcaptcha/", "SiteGround"),
    (rb"/\.well-known/\.git\.gammaspectra\.live/git/go-away/", "go-away"),
    (rb"window\.KPSDK\s*=", "Kasada"),
)
_MARK = re.compile(b"|".join(b"(%b)" % pattern for pattern, _ in _MARKS))
_MAKERS = tuple(maker for _, maker in _MARKS)

_TITLE = phrases(
    r"just a moment(?: please)?|one moment please|please wait(?: a moment)?|attention required"
    r"|client challenge",
    r"(?:please wait )?(?:while we )?check(?:ing)? (?:if the site connection is secure"
    r"|your browser.*)|ddos-guard",
    r"access (?:is )?(?:denied|blocked)|access to this (?:page|site|website|resource"
    r"|service) (?:has been|is) (?:denied"
    r"|blocked|restricted|forbidden)",
    r"(?:request|access|url) (?:rejected|blocked|unsuccessful)|you (?:have been|are"
    r"|'ve been) (?:blocked|denied)"
    r"|blocked|blocked request|error 10(?:06|07|08|09|10|12|20)(?: .*)?|sorry you have been blocked",
    r"(?:client|security|human|bot|robot|browser|captcha|access|anti-?bot|ddos|user) (?:challenge"
    r"|check|checkpoint"
    r"|verification|protection)(?: required| page| screen)?|(?:vercel )?security checkpoint"
    r"|robot challenge screen",
    r"(?:please )?(?:verify|confirm|verifying|confirming|prove)(?: that)? you are (?:a )?(?:human"
    r"|not a (?:bot|robot))",
    r"are you (?:a )?(?:human|robot|bot)|(?:are you )?(?:robot or human|human or robot)"
    r"|verification required",
    r"making sure you'?re not a bot|oh noes|pardon our interruption|(?:re|h)?captcha(?: challenge"
    r"| page| required)?",
    r"validate user|radware (?:bot manager )?captcha|sucuri website firewall|are you not a robot"
    r"|i'm not a robot"
    r"|you are being redirected|unusual traffic(?: detected| from your computer network)?"
    r"|too many requests",
    r"your access to this (?:site|service|page) has been (?:temporarily )?(?:limited"
    r"|blocked)(?: by .+)?|not acceptable",
    r"(?:please )?(?:enable|turn on) (?:cookies|javascript|javascript and cookies)(?: to continue)?"
    r"|cookies? (?:required|disabled|absent|not supported|are disabled|are required)"
    r"|(?:error )?cookies turned off|before you continue(?: to .+)?",
    r"nur einen moment|einen moment(?: bitte)?|un instant(?: svp)?|un momento(?: por favor)?"
    r"|(?:so )?um momento"
    r"|een ogenblik geduld|один момент|секундочку|bir dakika(?: lütfen)?|jeszcze chwila|请稍候|請稍候"
    r"|稍等片刻"
    r"|しばらくお待ちください|잠시만 기다리십시오|少々お待ちください",
    r"(?:百度)?安全验证|人机验证|环境异常|访问验证|安全検証|проверка браузера|вы не робот|ой",
)
_PATH = re.compile(
    r"^/sorry/|/cdn-cgi/challenge|/crawlprevention/|/action/cookieabsent|/cookie[_-]?(?:absent|error"
    r"|s_not_supported)"
    r"|/captcha(?:/|\.|$)|/(?:bot|robot)[-_]?(?:check|detected|wall)|/distil_r_|/sgcaptcha/|/showcaptcha",
    re.I,
)
_HOST = re.compile(r"(?:^|\.)(?:validate\.perfdrive\.com|captcha-delivery\.com)$|^consent\.", re.I)


def by_header(headers: Mapping[str, str]) -> str | None:
    """The maker of the wall that the headers name; ``None``: they name none."""
    for name, beginnings, maker in _HEADERS:
        value = headers.get(name)
        if value is not None and value.strip().lower().startswith(beginnings):
            return maker
    return None


def by_mark(body: bytes) -> str | None:
    """The maker of the wall whose script or mark stands in the page; ``None``: of none that is known."""
    match = _MARK.search(body)
    return _MAKERS[match.lastindex - 1] if match and match.lastindex else None


def by_title(title: str) -> bool:
    """Whether the title is that of a wall."""
    return says(_TITLE, title)


def by_address(there: SplitResult) -> bool:
    """Whether an address is one where walls stand."""
    return _PATH.search(there.path) is not None or _HOST.search(there.netloc) is not None
