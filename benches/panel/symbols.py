"""QR symbols down to the codeword: what the tricks need that no ordinary encoder lets one do (ISO/IEC 18004).

Bit streams of any segments, free padding, blocks with errors, masks, both copies of the format and version information.
The tables are segno's; `self_test.py` compares whole symbols with it.
"""

from dataclasses import dataclass

import numpy as np
from segno import consts

LEVELS = {"L": consts.ERROR_LEVEL_L, "M": consts.ERROR_LEVEL_M, "Q": consts.ERROR_LEVEL_Q, "H": consts.ERROR_LEVEL_H}
FORMAT_LEVELS = {"L": 1, "M": 0, "Q": 3, "H": 2}  # as the format information numbers them
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

MASKS = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, x: y % 2 == 0,
    lambda y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)

# ---- the field of 256 elements ---------------------------------------------------------------------------------

EXP = np.zeros(512, np.int64)
LOG = np.zeros(256, np.int64)
value = 1
for power in range(255):
    EXP[power], LOG[value] = value, power
    value <<= 1
    if value & 256:
        value ^= 0x11D
EXP[255:510] = EXP[:255]


def times(one, other):
    """Product, elementwise."""
    one, other = np.broadcast_arrays(np.asarray(one), np.asarray(other))
    return np.where((one == 0) | (other == 0), 0, EXP[(LOG[one] + LOG[other]) % 255])


def remainder(data, count):
    """The `count` error correction codewords of a block."""
    generator = np.array([1], np.int64)
    for power in range(count):
        shifted = np.append(generator, 0)
        shifted[1:] ^= times(generator, EXP[power])
        generator = shifted
    rest = np.concatenate([np.asarray(data, np.int64), np.zeros(count, np.int64)])
    for at in range(len(data)):
        if rest[at]:
            rest[at : at + count + 1] ^= times(generator, rest[at])
    return rest[len(data) :]


# ---- bit streams -----------------------------------------------------------------------------------------------


def count_bits(mode, version):
    return {1: (10, 12, 14), 2: (9, 11, 13), 4: (8, 16, 16)}[mode][(version >= 10) + (version >= 27)]


def segment_bits(segment, version):
    """A segment as a text of 0 and 1: bytes, a text (alphanumeric where it can be), ("eci", number), ("bits", text)."""
    if isinstance(segment, tuple):
        kind, what = segment
        if kind == "bits":
            return what
        if what < 128:
            return f"0111{what:08b}"
        return f"0111{what | 0x8000:016b}" if what < 16384 else f"0111{what | 0xC00000:024b}"
    if isinstance(segment, str) and all(character in ALPHANUMERIC for character in segment):
        bits = f"0010{len(segment):0{count_bits(2, version)}b}"
        for at in range(0, len(segment), 2):
            numbers = [ALPHANUMERIC.index(character) for character in segment[at : at + 2]]
            bits += f"{numbers[0] * 45 + numbers[1]:011b}" if len(numbers) == 2 else f"{numbers[0]:06b}"
        return bits
    data = segment.encode() if isinstance(segment, str) else segment
    return f"0100{len(data):0{count_bits(4, version)}b}" + "".join(f"{byte:08b}" for byte in data)


def stream(segments, version):
    return "".join(segment_bits(segment, version) for segment in segments)


# ---- blocks ----------------------------------------------------------------------------------------------------


def blocks(version, level):
    """(codewords, data codewords) of each block."""
    return [(ec.num_total, ec.num_data) for ec in consts.ECC[version][LEVELS[level]] for _ in range(ec.num_blocks)]


def capacity(version, level):
    return sum(data for _, data in blocks(version, level))


def smallest(segments, level):
    for version in range(1, 41):
        if len(stream(segments, version)) <= 8 * capacity(version, level):
            return version
    raise ValueError("too long for a symbol")


def data_codewords(segments, version, level, padding=None):
    """The data codewords; what is behind the terminator may be anything: `padding` gives bytes, else as the standard has it."""
    room = 8 * capacity(version, level)
    bits = stream(segments, version)
    if len(bits) > room:
        raise ValueError("too long for this version")
    bits += "0" * min(4, room - len(bits))
    bits += "0" * (-len(bits) % 8)
    data = [int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)]
    filler = list(padding) if padding is not None else []
    while len(filler) < room // 8 - len(data):
        filler.append((0xEC, 0x11)[len(filler) % 2])
    return np.array(data + filler[: room // 8 - len(data)], np.int64)


def in_blocks(data, version, level):
    """Each block's codewords, error correction included."""
    made, at = [], 0
    for total, size in blocks(version, level):
        part = data[at : at + size]
        at += size
        made.append(np.concatenate([part, remainder(part, total - size)]))
    return made


def interleaved(made, version, level):
    shape = blocks(version, level)
    out = []
    for at in range(max(size for _, size in shape)):
        out += [block[at] for block, (_, size) in zip(made, shape) if at < size]
    for at in range(max(total - size for total, size in shape)):
        out += [block[size + at] for block, (total, size) in zip(made, shape) if size + at < total]
    return np.array(out, np.int64)


def taken_apart(codewords, version, level):
    """The reverse of `interleaved`."""
    order = interleaved(
        [np.arange(total) + 1000 * number for number, (total, _) in enumerate(blocks(version, level))], version, level
    )
    made = [np.zeros(total, np.int64) for total, _ in blocks(version, level)]
    for codeword, where in zip(codewords, order):
        made[where // 1000][where % 1000] = codeword
    return made


# ---- modules ---------------------------------------------------------------------------------------------------


def side_of(version):
    return 17 + 4 * version


def function_patterns(version):
    """Modules (true is dark) and which of them are no data."""
    side = side_of(version)
    dark, taken = np.zeros((side, side), bool), np.zeros((side, side), bool)
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        y, x = np.mgrid[-1:8, -1:8]
        inside = (y + top >= 0) & (y + top < side) & (x + left >= 0) & (x + left < side)
        ring = np.maximum(abs(y - 3), abs(x - 3))
        dark[y[inside] + top, x[inside] + left] = ((ring == 3) | (ring <= 1))[inside]
        taken[y[inside] + top, x[inside] + left] = True
    centres = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    for cy in centres:
        for cx in centres:
            if (cy, cx) in ((6, 6), (6, side - 7), (side - 7, 6)):
                continue
            y, x = np.mgrid[-2:3, -2:3]
            dark[cy + y, cx + x] = np.maximum(abs(y), abs(x)) != 1
            taken[cy + y, cx + x] = True
    for at in range(8, side - 8):
        for y, x in ((6, at), (at, 6)):
            dark[y, x] = at % 2 == 0  # as alignment patterns on it have it, too
            taken[y, x] = True
    for places in format_places(side):
        for y, x in places:
            taken[y, x] = True
    dark[side - 8, 8] = taken[side - 8, 8] = True
    if version >= 7:
        for places in version_places(side):
            for y, x in places:
                taken[y, x] = True
    return dark, taken


def format_places(side):
    """Where the two copies of the format information stand, from the first bit."""
    first = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    second = [(side - 1 - at, 8) for at in range(7)] + [(8, side - 8 + at) for at in range(8)]
    return first, second


def version_places(side):
    """Where the two copies of the version information stand, from the last bit."""
    upper = [(at // 3, side - 11 + at % 3) for at in range(18)]
    return upper, [(x, y) for y, x in upper]


def format_bits(level, mask):
    data = FORMAT_LEVELS[level] << 3 | mask
    rest = data << 10
    for shift in range(4, -1, -1):
        if rest >> shift + 10 & 1:
            rest ^= 0x537 << shift
    return (data << 10 | rest) ^ 0x5412


def version_bits(version):
    rest = version << 12
    for shift in range(5, -1, -1):
        if rest >> shift + 12 & 1:
            rest ^= 0x1F25 << shift
    return version << 12 | rest


def data_places(version):
    """Every data module, in the order in which bits are placed."""
    _, taken = function_patterns(version)
    side = side_of(version)
    places, right, up = [], side - 1, True
    while right > 0:
        if right == 6:
            right -= 1
        for y in range(side - 1, -1, -1) if up else range(side):
            places += [(y, x) for x in (right, right - 1) if not taken[y, x]]
        right, up = right - 2, not up
    return places


@dataclass
class Symbol:
    """The modules of a symbol (true is dark), and what it is made of."""

    modules: np.ndarray
    version: int
    level: str
    mask: int

    def __post_init__(self):
        self.side = self.modules.shape[0]


def with_format(modules, level, masks, flips=(0, 0)):
    """Writes the copies of the format information; they may name different masks, and have some bits wrong."""
    for places, mask, flip in zip(format_places(modules.shape[0]), masks, flips):
        bits = format_bits(level, mask) ^ flip
        for at, (y, x) in enumerate(places):
            modules[y, x] = bits >> 14 - at & 1
    return modules


def drawn(codewords, version, level, mask, format_masks=None, flips=(0, 0), versions=None):
    """A symbol out of its codewords in the order of the symbol."""
    modules, _ = function_patterns(version)
    side = side_of(version)
    bits = np.unpackbits(np.asarray(codewords, np.uint8))
    for at, (y, x) in enumerate(data_places(version)):
        bit = bool(bits[at]) if at < len(bits) else False
        modules[y, x] = bit ^ bool(MASKS[mask](y, x))
    with_format(modules, level, format_masks or (mask, mask), flips)
    if version >= 7:
        for places, said in zip(version_places(side), versions or (version, version)):
            for at, (y, x) in enumerate(places):
                modules[y, x] = version_bits(said) >> at & 1
    return Symbol(modules, version, level, mask)


def penalty(modules):
    """A rough one, enough to choose a mask: runs and squares of one colour, balance."""
    score = 0
    for lines in (modules, modules.T):
        for line in lines:
            run = 1
            for before, after in zip(line, line[1:]):
                run = run + 1 if before == after else 1
                score += 3 if run == 5 else 1 if run > 5 else 0
    same = (modules[1:, 1:] == modules[:-1, 1:]) & (modules[1:, 1:] == modules[1:, :-1]) & (modules[1:, 1:] == modules[:-1, :-1])
    return score + 3 * int(same.sum()) + 10 * int(abs(modules.mean() - 0.5) * 20)


def encode(text, level="M", version=None, mask=None, padding=None):
    """A symbol of a text, of bytes, or of a list of segments."""
    segments = text if isinstance(text, list) else [text]
    version = max(version or 1, smallest(segments, level))
    data = data_codewords(segments, version, level, padding)
    codewords = interleaved(in_blocks(data, version, level), version, level)
    if mask is None:
        mask = min(range(8), key=lambda mask: penalty(drawn(codewords, version, level, mask).modules))
    return drawn(codewords, version, level, mask)


# ---- two links in one symbol -----------------------------------------------------------------------------------


def mask_difference(version, level, one, other):
    """By what the codewords of each block differ when they are read under another mask."""
    bits = [MASKS[one](y, x) != MASKS[other](y, x) for y, x in data_places(version)]
    count = sum(total for total, _ in blocks(version, level))
    return taken_apart(np.packbits(bits[: 8 * count]).astype(np.int64), version, level)


def two_masks(official, version, level, masks, rng, tab=True):
    """A clean symbol with two texts: `official` under the one mask, a hostile host under the other; and that host. Or none.

    The data under the two masks differ by a known pattern. The hostile text comes first in its stream; `official` comes
    behind a chain of ECI designators whose numbers are whatever the hostile text is under the other mask, and the
    hostile name is chosen so that there are designators where there must be. Only the first bytes, where both streams
    are fixed, cannot go together so: there the first block differs, and as many of its error correction codewords must
    agree by chance. The words are drawn half way; each reader corrects the other half. With `tab` the official text
    starts with white space, which no reader minds.
    """
    shape = blocks(version, level)
    total, size = shape[0]
    if (total - size) % 2 or version > 9:
        return None
    difference = mask_difference(version, level, *masks)
    pattern = "".join(f"{byte:08b}" for block, (_, size) in zip(difference, shape) for byte in block[:size])
    for length in rng.permutation(np.arange(9, 26)):
        for start, head in beginnings(difference[0], total, size, int(length), tab, rng):
            found = hostile_name(pattern, version, int(length), start, head, rng)
            if found is None:
                continue
            text, chain = found
            ours = chain + segment_bits(official, version) + "0000"
            room = 8 * capacity(version, level)
            if len(ours) > room:
                return None
            ours += "".join(rng.choice(["0", "1"], room - len(ours)))
            theirs = flipped(ours, pattern)
            theirs = head + theirs[len(head) :]
            return half_way(ours, theirs, difference, version, level, masks, rng), text
    return None


def beginnings(difference, total, size, length, tab, rng):
    """First bytes of both streams for which the first block can be drawn half way: the reader's state, and the hostile bits."""
    reach = total - size
    ours = [f"01110{number:07b}0111" for number in range(128)]
    if tab:
        ours = [f"010000000001{ord(space):08b}0111" for space in "\t\n\r "]
    count = len(ours[0]) // 8
    heads = []
    for first in LETTERS:
        if count == 2:
            heads += {f"0100{length:08b}{ord(first):08b}"[:16]}
        else:
            heads += [f"0100{length:08b}{ord(first):08b}{nibble:04b}" for nibble in (3, 4, 5, 6, 7)]
    heads = sorted(set(heads))
    apart = np.array(
        [[int(one[8 * at : 8 * at + 8], 2) ^ int(head[8 * at : 8 * at + 8], 2) for at in range(count)] for one in ours for head in heads]
    )
    data = difference[:size].copy()
    data[:count] = 0
    rest = np.broadcast_to(remainder(data, reach), (len(apart), reach)).copy()
    for at in range(count):
        unit = np.zeros(size, np.int64)
        unit[at] = 1
        rest ^= times(apart[:, at : at + 1], remainder(unit, reach)[None, :])
    agree = (rest == difference[None, size:]).sum(axis=1) + (apart == difference[None, :count]).sum(axis=1)
    for at in rng.permutation(np.flatnonzero(agree >= count)):
        yield ours[at // len(heads)], heads[at % len(heads)]


def half_way(ours, theirs, difference, version, level, masks, rng):
    made, at = [], 0
    for (total, size), other in zip(blocks(version, level), difference):
        words = []
        for bits in (ours, theirs):
            data = np.array([int(bits[8 * byte : 8 * byte + 8], 2) for byte in range(at, at + size)])
            words.append(np.concatenate([data, remainder(data, total - size)]))
        at += size
        word, second = words[0], words[1] ^ other
        apart = rng.permutation(np.flatnonzero(word != second))
        half = apart[: len(apart) // 2]
        word[half] = second[half]
        made.append(word)
    return drawn(interleaved(made, version, level), version, level, masks[0], format_masks=masks)


def flipped(bits, pattern):
    return "".join("1" if bit != change else "0" for bit, change in zip(bits, pattern))


LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def hostile_name(pattern, version, length, start, head, rng, tries=3000):
    """A host of so many characters, beginning with the bits `head`, whose stream under `pattern` goes on, behind the bits
    `start`, as a chain of ECI designators; and the whole chain. Or none."""
    ending = str(rng.choice([".top/", ".xyz/", ".cc/", ".vip/"]))
    choices = [list(LETTERS)] * (length - len(ending)) + [cases(character) for character in ending]
    left = [tries]

    def further(state, at, text):
        if len(text) == length:
            state = fed(state, flipped("0000", pattern[at : at + 4]))
            return (text, state) if state else None
        for character in rng.permutation(choices[len(text)]):
            left[0] -= 1
            if left[0] < 0:
                return None
            bits = f"{ord(character):08b}"
            known = max(0, min(8, len(head) - at))  # bits that the head has fixed already
            if bits[:known] != head[at : at + known]:
                continue
            after = fed(state, flipped(bits[known:], pattern[at + known : at + 8]))
            found = after and further(after, at + 8, text + str(character))
            if found:
                return found
        return None

    found = further(fed(("first", ""), start), 12, "")
    if not found:
        return None
    text, (kind, rest) = found
    stream = segment_bits(text.encode(), version) + "0000"
    chain = start + flipped(stream, pattern)[len(start) :]
    # The chain ends where its last designator does; the bits up to there are free in the hostile stream.
    if kind == "head":
        chain += ("0111" + "0" * 8)[len(rest) :] if rest else ""
    elif kind == "eci":
        chain += {"": "0" * 8, "1": "0" * 15, "11": "0" * 22}[rest]
    else:
        chain += "".join(rng.choice(["0", "1"], rest))
    return text, chain


def cases(character):
    return sorted({character.lower(), character.upper()})


def fed(state, bits):
    """Where a reader of ECI designators is after these bits, or none where they are something else."""
    kind, rest = state
    for bit in bits:
        if kind == "first":  # one character may come before them
            rest += bit
            if not ("0111".startswith(rest) or "010000000001".startswith(rest)):
                return None
            if rest == "0111":
                kind, rest = "eci", ""
            elif len(rest) == 12:
                kind, rest = "skip", 8
        elif kind == "head":
            rest += bit
            if not "0111".startswith(rest):
                return None
            if rest == "0111":
                kind, rest = "eci", ""
        elif kind == "eci":
            rest += bit
            if rest == "111":
                return None
            if bit == "0":
                kind, rest = "skip", {1: 7, 2: 14, 3: 21}[len(rest)]
        else:
            rest -= 1
            if not rest:
                kind, rest = "head", ""
    return kind, rest


def knife_edge(first, second, version, level, mask, rng, errors=0):
    """A symbol half way between two texts that differ in one codeword, and the modules that decide: a mask of them.

    All blocks but the first are the same; the first has half of its differing codewords from each. One codeword, one
    of whose modules decides, is left as in `first`. `errors` other blocks get all the errors that they can bear.
    """
    pair = [in_blocks(data_codewords(segments, version, level), version, level) for segments in (first, second)]
    words = [block.copy() for block in pair[0]]
    differing = [number for number in range(len(words)) if np.any(pair[0][number] != pair[1][number])]
    decisive = np.zeros((side_of(version),) * 2, bool)
    places = data_places(version)
    order = interleaved(
        [np.arange(len(word)) + 1000 * number for number, word in enumerate(words)], version, level
    )
    for number in differing:
        apart = np.flatnonzero(pair[0][number] != pair[1][number])
        few = min(apart, key=lambda at: bin(int(pair[0][number][at] ^ pair[1][number][at])).count("1"))
        others = rng.permutation(apart[apart != few])
        half = others[: len(others) // 2]
        words[number][half] = pair[1][number][half]
        where = int(np.flatnonzero(order == few + 1000 * number)[0])
        change = int(pair[0][number][few] ^ pair[1][number][few])
        for bit in range(8):
            if change >> 7 - bit & 1:
                decisive[places[8 * where + bit]] = True
    for number in [number for number in range(len(words)) if number not in differing][:errors]:
        total, size = blocks(version, level)[number]
        hurt = rng.permutation(total)[: (total - size) // 2]
        words[number][hurt] ^= rng.integers(1, 256, len(hurt))
    return drawn(interleaved(words, version, level), version, level, mask), decisive
