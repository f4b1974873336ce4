"""The words that the corpus is made of: names of many languages, venues, and words for titles."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = _words("""
    Adaeze Aisha Åke Alejandra Amélie Ana Anders André Anil Astrid Ayşe Bao Beatriz Björn Carlos
    Chidi Chloé Clara Dagný Daniel Dmitri Eduardo Eiríkur Elena Emre Eszter Fatima Françoise Gábor
    Giulia Grace Hana Hannah Henrik Ines İbrahim Ivan Jakub James Jana Jean-Pierre João José Kai
    Karl-Heinz Katarzyna Kenji Kofi Laura Léa Lars Lin Łukasz Magnus Małgorzata Maria Márton Mei
    Mehmet Miloš Minh Nadia Ngozi Niamh Noor Oğuz Ola Olga Óscar Petra Priya Rafael Ravi René Rúben
    Ruth Sanna Šárka Seán Sofía Søren Stéphane Sven Tamás Tereza Thi Tomás Ülkü Vera Viktor Wanjiru
    Wei Xiaoyu Yasmin Yuki Zoë Zuzana
""")

FAMILY = _words("""
    Abubakar Adeyemi Ångström Andersson Bakker Baran Bélanger Becker Beneš Bjarnason Bošković Brânză
    Castaño Çelik Chen Chowdhury Çubukçu Dąbrowski Delacroix Díaz Đorđević Dvořák Eriksson Erdoğan
    Fernández Fischer Fontaine García-Peña Gómez Gonçalves Goldberg Grünwald Gupta Håkansson Hansen
    Hernández Horváth Huang Ibáñez Ito Iyer Jørgensen Johansson Kaczyński Kim Kiss Köhler Kovács
    Kowalska Kozłowski Kröger Kumar Lefèvre Li Lindström López Lundqvist Mäkelä Marković Martínez
    Mbeki Mensah Møller Müller Murphy Nagy Nakamura Nguyen Nováková Núñez O'Brien Obafemi Öztürk
    Okonkwo Pâris Park Peña Petrović Pokorný Ramírez Rossi Saarinen Şahin Sánchez Sato Schäfer
    Schröder Šimánek Singh Smith Sørensen Strauß Suzuki Svensson Szabó Takahashi Tóth Tran Tremblay
    Ünal Vargas Vávra Wang Weiß Wiśniewska Wójcik Yılmaz Zając Zhang Živković
""")

PARTICLES = ("van", "van der", "von", "de", "de la", "della", "dos", "ter", "zu")
SUFFIXES = ("Jr.", "II", "III")
GROUPS = (
    "The {Larkspur} Collaboration",
    "Open Ledger Working Group",
    "Institute for Slow Computing and Sons",
    "{Northern Grid} Team",
)

ADJECTIVES = _words("""
    adaptive approximate asynchronous balanced bounded causal compact composable concurrent
    consistent deep deterministic differentiable distributed durable dynamic elastic energy-aware
    expressive fair fast federated fault-tolerant fine-grained generic geometric hierarchical
    incremental interactive interpretable large-scale lazy learned lightweight low-latency modular
    multi-tenant noisy online optimal parallel partial portable practical private probabilistic
    provable quantized reliable reproducible robust scalable secure self-tuning sparse speculative
    stochastic streaming structured symbolic uncertain verified
""")

NOUNS = _words("""
    accelerators aggregates allocation analytics annotation attention auctions benchmarks caches
    checkpoints circuits clusters codes compilers compression consensus control crawling databases
    dataflow datasets debugging embeddings encodings estimators experiments explanations filters
    forests functions gradients graphs heuristics indexes inference interfaces invariants joins
    kernels languages layouts learning ledgers libraries locks logs maps memories messages metrics
    models monitoring networks notebooks objects operators optimizers partitions pipelines planning
    policies prefetching proofs protocols queries queues ranking recommenders recovery regressions
    replication robots routing sampling schedules schemas search sensors services sketches snapshots
    sorting storage streams summaries surveys tables tensors testing threads tokens traces
    transactions transformers trees types vectors versions views virtualization workflows
""")

VERBS = _words("""
    measuring learning compiling scheduling sharing pruning compressing verifying predicting
    explaining partitioning rewriting serving sampling searching testing training tracing
""")

FILLERS = _words("""
    a an and are as at be between both by can each every few for from give gives has have how in
    into is it its less many may more most must needs new no not of often on one only or other our
    over show so such than that the their then there these they this those to two under until we
    what when where which while with within without work works
""")

PROTECTED = (
    "{GPU}",
    "{CPU}s",
    "{SQL}",
    "{Bayesian}",
    "{Markov}",
    "{DNA}",
    "{HTTP}/2",
    "{Linux}",
    "{iOS}",
    "{B}-Tree",
)
MARKUP = (
    r"\emph{in vivo}",
    r"$k$-Nearest",
    r"$\mathcal{O}(n \log n)$",
    r"R\&D",
    r"100\% Recall",
    r"\textsc{Tarn}",
    r"Na\"{\i}ve",
    r"$\ell_1$",
)

# Abbreviation, full name, publisher: the venues that @string macros stand for.
CONFERENCES = (
    ("ICSC", "International Conference on Slow Computing", "Association for Computing Machinery"),
    ("SODL", "Symposium on Data Layouts", "USENIX Association"),
    ("WTRP", "Workshop on Traces, Replay and Provenance", "IEEE"),
    ("CONF-X", "Conference on Experimental Systems", "IEEE Computer Society"),
    ("NORDML", "Nordic Meeting on Machine Learning", "PMLR"),
    ("EurGraph", "European Symposium on Graphs and Queries", "Springer"),
    ("PLANE", "Programming Languages and Environments", "Association for Computing Machinery"),
    ("VIEWS", "Advances in Visual Summaries", "Curran Associates, Inc."),
)
JOURNALS = (
    ("JMT", "Journal of Measured Things", "Elsevier"),
    ("TSS", "Transactions on Storage \\& Streams", "Association for Computing Machinery"),
    ("RML", "Reviews in Machine Learning", "MIT Press"),
    ("AdvOpt", "Advances in Optimization", "Springer"),
    ("LettDist", "Letters in Distributed Computing", "IEEE"),
    ("Acta", "Acta Informatica Borealis", "De Gruyter"),
)
PLACES = (
    "Reykjavík, Iceland",
    "Gdańsk, Poland",
    "Montréal, QC",
    "Nairobi, Kenya",
    "Kraków",
    "São Paulo, Brazil",
)
SCHOOLS = (
    "University of Tromsø",
    "Universität zu Köln",
    "Hill Valley College",
    "École du Nord",
    "Universidad de León",
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
