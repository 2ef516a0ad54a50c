# SPDX-License-Identifier: GPL-3.0-or-later
"""The survey that the benchmarks are about: 60 items, and 240 units."""

factors = "lead regf tran auto refo audi code hrmt mora priv".split()
items = [f"{factor}_{i}" for factor in factors for i in range(1, 7)]
agreement_is_bad = ("5", "6")  # the last items of each factor, as in the SQL and the R beside this file
REGIONS, POSTS = 15, 224       # and one root: 240 units


def rows_of(*cells):
    return "".join("|" + "".join(f" {cell} |" for cell in ("", *row)) + "\n" for row in cells)


def write_form(path):
    questions = [("type", "name", "label", "parameters", "bind::cips:factor", "bind::cips:polarity", "bind::cips:use"),
                 ("select_one_from_file units.csv", "unit", "Where do you work?", "value=unit label=name", "", "", "unit"),
                 ("select_one role", "role", "What is your role?", "", "", "", "breakdown"),
                 ("select_one gender", "gender", "What is your gender?", "", "", "", "breakdown")]
    for item in items:
        questions.append(("select_one agree", item, f"Statement {item[-1]} about {item[:4].upper()}.", "", item[:4].upper(),
                          "-" if item[-1] in agreement_is_bad else "", ""))
    agree = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")
    choices = [("list_name", "name", "label", "missing"), ("role", "m", "Manager", ""), ("role", "s", "Staff", ""),
               ("gender", "f", "Woman", ""), ("gender", "m", "Man", ""),
               *(("agree", i + 1, label, "") for i, label in enumerate(agree)),
               ("agree", 8, "Don't know", "dont_know"), ("agree", 9, "Prefer not to answer", "refused")]
    settings = [("form_title", "form_id", "version", "namespaces"),
                ("Sixty items", "sixty", "1", 'cips="https://example.org/cips"')]
    with open(path, "w") as out:
        for sheet, table in (("survey", questions), ("choices", choices), ("settings", settings)):
            out.write(f"| {sheet} |\n" + rows_of(*table) + "\n")


def write_units(path):
    with open(path, "w") as out:
        out.write("unit,parent,name\nSERVICE,,The service\n")
        for i in range(REGIONS):
            out.write(f"R{i:02},SERVICE,Region {i}\n")
        for i in range(POSTS):
            out.write(f"P{i:03},R{i % REGIONS:02},Post {i}\n")


def write_headcounts(path, people):
    """Half as many again as answer, but not alike in all units and groups, so that weights have something to do."""
    units = ["SERVICE", *(f"R{i:02}" for i in range(REGIONS)), *(f"P{i:03}" for i in range(POSTS))]
    with open(path, "w") as out:
        out.write("wave,instrument,unit,role,gender,headcount\n")
        for i, unit in enumerate(units):
            for role, gender, share in (("m", "f", 20), ("m", "m", 30), ("s", "f", 45), ("s", "m", 55)):
                out.write(f"2025,sixty,{unit},{role},{gender},{people * share * (8 + i % 5) // (1000 * len(units)) + 1}\n")
