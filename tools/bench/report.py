# The table that tools/bench/run prints.
#
# Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

OTHERS = ("hand", "loop-soa", "loop-rows", "faiss", "keops", "sklearn", "torch")


def find(entry, name):
    """The result of a candidate; of the loops the faster compilation."""
    names = (name, name + "-512") if name.startswith("loop") else (name,)
    found = [r for r in entry["results"] if r["name"] in names]
    right = [r for r in found if r["status"] == "ok"]
    if right:
        return min(right, key=lambda r: r["seconds"])
    return found[0] if found else None


def seconds(entry, name="kop"):
    result = find(entry, name)
    return result["seconds"] if result and result["status"] == "ok" else None


def number(value):
    """Three digits that count."""
    if value is None:
        return "-"
    return f"{value:.3f}" if value < 10 else f"{value:.1f}" if value < 1000 else f"{value:.0f}"


def ratio(value):
    return "-" if value is None else f"{value:.2f}" if value < 10 else f"{value:.0f}"


def is_call(entry):
    return entry["case"]["n"] * entry["case"]["m"] == 1


def layout(rows):
    """Columns as wide as they need, the first to the left."""
    widths = [max(len(row[c]) for row in rows) for c in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        lines.append("  ".join(cells).rstrip())
    return lines


def main_table(entries):
    rows = [["cycles per pair", "kop", "bound", "hand", "of bound", "kop ns", "|", *OTHERS]]
    for entry in entries:
        kop = find(entry, "kop")
        own, by_hand = seconds(entry), seconds(entry, "hand")
        per_pair = entry.get("hertz", 0) / entry.get("pairs", 1)
        bound = entry.get("bound")
        row = [entry["title"], number(own * per_pair) if own else kop["status"]]
        row += [number(bound), number(by_hand * per_pair if by_hand else None)]
        row += [
            f"{bound / (by_hand * per_pair):.0%}" if bound and by_hand else "-",
            number(own * 1e9 / entry["pairs"] if own else None),
            "|",
        ]
        for name in OTHERS:
            other = find(entry, name)
            time = seconds(entry, name)
            if other and time is None:
                row.append(other["status"])
            else:
                row.append(ratio(time / own if time and own else None))
        rows.append(row)
    lines = layout(rows)
    lines.insert(1, "-" * max(map(len, lines)))
    lines.insert(0, "Right of the bar: their time divided by Kop's.")
    return lines


def derived(entries):
    """Ratios of Kop's own times between cases."""
    lines = []

    def partner(entry, **changes):
        wanted = dict(entry["case"], **changes)
        for key in ("quick", "full", "peers", "alone"):
            wanted.pop(key)
        for other in entries:
            if all(other["case"][key] == value for key, value in wanted.items()):
                return seconds(other)
        return None

    for entry in entries:
        case, own = entry["case"], seconds(entry)
        if not own:
            continue
        if case["threads"] > 1:
            base = partner(entry, threads=1)
            if base:
                lines.append(f"{entry['title']}: {base / own:.2f} times one thread")
        if case["density"] < 1:
            base = partner(entry, density=1.0)
            if base:
                share = entry["pairs"] / (case["n"] * case["m"])
                lines.append(
                    f"{entry['title']}: {own / base / share:.2f} times its share of dense"
                )
        if case["formula"] in ("gradient-yb", "gradient-all"):
            base = partner(entry, formula="gradient")
            if base:
                lines.append(f"{entry['title']}: {own / base:.2f} times one cotangent")
        if case["order"] != "random":
            base = partner(entry, order="random")
            if base:
                lines.append(f"{entry['title']}: {own / base:.2f} times random order")
    return lines


def table(results):
    machine, entries = results["machine"], results["cases"]
    lines = [
        f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, "
        f"{machine['compiler']}, {machine['commit']}, load {machine['load'][0]:.2f}"
    ]
    peers = [f"{k} {v}" for k, v in results.get("peers", {}).items() if v]
    if peers:
        lines.append("peers: " + ", ".join(peers))
    lines += [""] + main_table([e for e in entries if not is_call(e)])
    calls = [e for e in entries if is_call(e) and seconds(e)]
    if calls:
        lines += ["", "A call with N = M = 1:"]
        lines += [f"{e['title']}: {seconds(e) * 1e6:.2f} us" for e in calls]
    ratios = derived(entries)
    if ratios:
        lines += ["", "Kop beside itself:"] + ratios
    if "compile" in results:
        cpus = list(results["compile"][0]["seconds"])
        rows = [["kopc, seconds"] + cpus]
        for row in results["compile"]:
            rows.append([row["formula"]] + [number(row["seconds"][cpu]) for cpu in cpus])
        lines += [""] + layout(rows)
    compiled = results.get("keops_compilation")
    if compiled:
        lines += ["", "KeOps before its first call, compiling:"]
        lines += [f"{title}: {time:.1f} s" for title, time in compiled.items()]
    notes = [
        f"{entry['title']}, {r['name']}: {r['status']}"
        + (f" ({r['message']})" if r.get("message") else "")
        for entry in entries
        for r in entry["results"]
        if r["status"] in ("wrong", "failed", "skipped")
    ]
    if notes:
        lines += ["", "Not timed:"] + notes
    return "\n".join(lines)
