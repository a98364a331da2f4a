"""GIFT: the forms that Moodle documents, the bank's own questions out and back, and bad keys."""

import pytest

from quizzes import bank
from quizzes.bank import MultipleChoice, Number, SingleChoice
from quizzes.bank.exchange import export_questions, import_questions
from tests.quizzes.bank.exchange.files import (
    MULTIPLE,
    NUMBER,
    SINGLE,
    as_draft,
    imported,
    loaded,
    only,
    refusal,
)


def outcome(question, response):
    return bank.grade(question, bank.draw(question, 0), response).outcome


def credit(question, response):
    return round(bank.grade(question, bank.draw(question, 0), response).credit, 6)


def right_options(question):
    return [option.text.en for option in question.options if option.correct]


# The forms of the documentation, with our own words and numbers


def test_one_right_answer_among_wrong_ones_becomes_a_single_choice():
    question = only("Which field does a magnet of 3 T have?{~15 kG ~300 kG =30 kG}")
    assert isinstance(question, SingleChoice)
    assert right_options(question) == ["30 kG"]
    assert [option.text.en for option in question.options] == ["15 kG", "300 kG", "30 kG"]


def test_answers_inside_a_sentence_leave_a_blank():
    question = only("The flip angle {~doubles =halves ~stays} at half the pulse duration.")
    assert question.stem.en == "The flip angle _____ at half the pulse duration."
    assert right_options(question) == ["halves"]


def test_answers_may_stand_on_lines_of_their_own():
    question = only("Gadolinium shortens which time most?{\n    ~T2\n    =T1\n    ~TE}")
    assert right_options(question) == ["T1"]


@pytest.mark.parametrize(("word", "right"), [("T", "A"), ("TRUE", "A"), ("F", "B"), ("FALSE", "B")])
def test_true_and_false_keep_their_order_and_truth(word, right):
    question = only(f"Water protons precess at 128 MHz at 3 T.{{{word}}}")
    assert [option.text.en for option in question.options] == ["True", "False"]
    assert outcome(question, right) == "right"


def test_true_false_gives_the_feedback_for_the_wrong_answer_first():
    question = only("A quench is harmless.{F#It drives out the air.#Indeed it is not.}")
    true, false = question.options
    assert true.feedback.en == "It drives out the air."
    assert false.feedback.en == "Indeed it is not."


@pytest.mark.parametrize(
    ("answers", "right", "wrong"),
    [
        ("#1946", ["1946"], ["1947"]),
        ("#1946:3", ["1943", "1949"], ["1942.9", "1949.1"]),
        ("#0.6931:0.0005", ["0.6926", "0.6936"], ["0.6925", "0.6937"]),
        ("#0.693..0.694", ["0.693", "0.694"], ["0.6929", "0.6941"]),
        ("#3:2", ["1", "5"], ["0.9", "5.1"]),
        ("#1..5", ["1", "5"], ["0.9", "5.1"]),
        ("#-5.5..-5", ["-5.5", "-5"], ["-5.6", "-4.9", "5.25"]),
    ],
)
def test_a_number_accepts_what_the_file_accepts(answers, right, wrong):
    question = only(f"Say a number. {{{answers}}}")
    assert isinstance(question, Number)
    assert [outcome(question, each) for each in right] == ["right"] * len(right)
    assert not {outcome(question, each) for each in wrong} & {"right", "invalid"}


def test_another_number_with_part_of_the_marks_becomes_a_mistake_with_its_feedback():
    question = only(
        "How many Gs are 1.5 T? {#\n =15000:100 #Right.\n =%50%1500:100 #A factor ten is missing.}"
    )
    assert credit(question, "15000") == 1
    assert credit(question, "1500") == 0.5
    assert credit(question, "7000") == 0
    assert question.mistakes[0].hint.en == "A factor ten is missing."


def test_part_credit_for_a_wider_range_is_reported_and_full_marks_stay_exact():
    result = imported("In which year? {#\n =1973:0\n =%50%1973:2}")
    (question,) = result.questions
    assert [outcome(question, each) for each in ("1973", "1972")] == ["right", "wrong"]
    assert "part credit for a wider range" in result.notes[0].message.en


def test_the_stem_keeps_the_blank_before_a_closing_point():
    assert only("ln 2 is {#0.6931:0.0005}.").stem.en == "ln 2 is _____."


def test_comments_are_ignored_and_titles_become_ids():
    question = only("// a heading\n::Origin of B1::What makes B1?\n// inside\n{=The coil ~The magnet}")
    assert question.id == "origin-of-b1"
    assert question.stem.en == "What makes B1?"


def test_feedback_stays_with_its_option():
    question = only("Pick.{\n~wrong one#because of this\n~wrong two#because of that\n=right one#Well done!}")
    told = {option.text.en: option.feedback.en for option in question.options}
    assert told == {
        "wrong one": "because of this",
        "wrong two": "because of that",
        "right one": "Well done!",
    }


def test_part_credit_in_a_single_choice_is_reported():
    result = imported("::Site::The nidus is in {~the skull ~%25%the leg ~%50%the shin =the tibia#Yes!}.")
    (question,) = result.questions
    assert right_options(question) == ["the tibia"]
    assert "weights are not carried" in result.notes[0].message.en


@pytest.mark.parametrize("wrong", ["", "%-50%", "%-100%"])
def test_several_weighted_answers_become_a_multiple_choice(wrong):
    text = f"Which two are ionising? {{\n ~{wrong}MR\n ~%50%CT\n ~%50%PET\n ~{wrong}ultrasound }}"
    question = only(text)
    assert isinstance(question, MultipleChoice)
    assert right_options(question) == ["CT", "PET"]
    reported = [note.message.en for note in imported(text).notes]
    assert bool(reported) is (wrong != "%-50%")


def test_escaped_characters_are_plain_ones():
    question = only("Which sum is 5?{\n ~ \\= 2 + 2\n = \\= 2 + 3\n ~ \\= 2 + 4 }")
    assert right_options(question) == ["= 2 + 3"]


def test_every_control_character_can_be_an_option_and_braces_become_full_width():
    question = only(
        "Which is no control character?{ ~ \\~ ~ \\= ~ \\# ~ \\{ ~ \\} = \\\\ # It \\\\ escapes.\n a \\: }"
    )
    assert [option.text.en for option in question.options] == ["~", "=", "#", "｛", "｝", "\\"]
    assert question.options[-1].feedback.en == "It \\ escapes.\na :"


def test_an_escaped_line_end_is_a_line_end():
    assert only("First line\\nsecond line{=yes ~no}").stem.en == "First line\nsecond line"


@pytest.mark.parametrize(
    ("form", "stem"),
    [
        ("[html]<p>10<sup>8</sup> &lt; x</p><p>Next</p>", "10⁸ < x\nNext"),
        ("[plain]a <b> c", "a <b> c"),
        ("[markdown]Read **this** now", "Read this now"),
        ("[moodle]Read <b>this</b>", "Read this"),
    ],
)
def test_formats_become_plain_text(form, stem):
    assert only(f"{form}{{=yes ~no}}").stem.en == stem


def test_general_feedback_becomes_the_solution():
    question = only("What is it?{=this ~that ####Because it is so.}")
    assert question.solution.en == "Because it is so."


def test_a_category_that_ends_with_a_topic_names_it():
    files = imported("$CATEGORY: $course$/top/mr-physics/sar\n\nA?{T}\n\n$CATEGORY: Misc\n\nB?{F}")
    assert [question.topic for question in files.questions] == ["mr-physics/sar", "unsorted"]
    assert "no topic is called 'Misc'" in files.notes[0].message.en


def test_matching_with_places_becomes_an_ordering():
    question = only("Put in order. {\n =excite -> 1\n =read out -> 3\n =encode -> 2\n }")
    assert [item.en for item in question.items] == ["excite", "encode", "read out"]


def test_a_short_answer_with_one_number_becomes_a_number():
    question = only("How many gauss are 3 T?{=30000 =30000 G}".replace(" =30000 G", ""))
    assert outcome(question, "30000") == "right"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Who found it?{=nobody =no one}", "a short answer is not carried"),
        ("Two and two are {=four =4}.", "a short answer is not carried"),
        ("Match. {=Oslo -> Norway =Rome -> Italy =Tokyo -> Japan}", "the bank has no matching"),
        ("Describe the lesion.{}", "an essay is not carried"),
        ("The next three questions are about one case.", "a description is no question"),
    ],
)
def test_what_the_bank_has_no_kind_for_is_reported(text, says):
    assert says in refusal(text)


# Bad keys


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Pi? {#3.14}", "its tolerance is 0"),
        ("Pi? {#3.14:0}", "its tolerance is 0"),
        ("None? {#0:0}", "its tolerance is 0"),
        ("None? {#0:5}", "almost anything is right"),
        ("Any? {#3:3}", "almost anything is right"),
        ("Any? {#3:1e300}", "almost anything is right"),
        ("Any? {#-9..10}", "almost anything is right"),
        ("Any? {#*}", "'*' would give marks"),
        ("Any? {#=5:1 =%50%*}", "'*' would give marks"),
        ("Any? {#nan}", "not a finite number"),
        ("Any? {#inf:1}", "not a finite number"),
        ("Any? {#1e999:1}", "not a finite number"),
        ("Any? {#3:nan}", "not a finite number"),
        ("Any? {#3:-1}", "negative"),
        ("Any? {#3,14:0.01}", "not a finite number"),
        ("Any? {#１２}", "not a finite number"),
        ("Two? {#=3:1 =9:1}", "several answers have full marks"),
        ("Half? {#=%50%3:1}", "no answer has full marks"),
        ("None? {#}", "no answer has full marks"),
        ("Any?{=*}", "accept any answer"),
        ("Any?{=%100%a*}", "accept any answer"),
        ("All?{~%50%this ~%50%that}", "every option is right"),
        ("Both?{=this =that ~other}", "2 options with full marks"),
        ("None?{~this ~that}", "no option is right"),
        ("None?{~%-50%this ~%-50%that}", "no option is right"),
        ("Sum?{~%50%this ~%40%that ~%-50%other}", "sum to 90%"),
        ("Sum?{~%100%this ~%100%that ~other}", "sum to 200%"),
        ("Huge?{~%500%this ~that}", "beyond ±100%"),
        ("{=this ~that}", "the stem is empty"),
        ("Empty?{= ~that}", "no option is right"),
        ("Same?{=this ~this}", "repeats"),
        ("Two?{=a ~b} and {=c ~d}", "braces"),
        ("Open?{=a ~b", "braces"),
    ],
)
def test_a_bad_key_is_refused_with_its_reason(text, says):
    assert says in refusal(text)


def test_a_refusal_names_line_and_question_in_both_languages():
    (note,) = imported("// first\n\n::Pi::What is pi? {#3.14}\n").notes
    assert (note.line, note.name) == (3, "Pi")
    assert "误差却是 0" in str(note)
    assert "its tolerance is 0" in str(note)


def test_a_good_question_survives_a_bad_neighbour():
    result = imported("A?{T}\n\nB?{~x ~y}\n\nC?{F}")
    assert [question.stem.en for question in result.questions] == ["A?", "C?"]


# What an editor gets


def test_a_draft_marks_what_is_missing_and_passes_the_check(tmp_path):
    from quizzes.bank.exchange import to_yaml

    result = imported("::x-ray::What are X-rays?{=photons ~electrons}\n\n::pi::Pi? {#3.14:0.01}")
    file = tmp_path / "drafts.yaml"
    file.write_text(to_yaml(result.questions), encoding="utf-8")
    assert bank.check_bank([file]) == []
    first = bank.load_bank(file)[0]
    assert (first.status, first.topic, first.source.issue) == ("draft", "unsorted", "0000-01")
    assert first.stem.zh == "【待补】What are X-rays?"
    assert first.options[1].feedback.en == "[to do]"


def test_a_draft_cannot_be_published_before_it_is_filled_in(tmp_path):
    from quizzes.bank.exchange import to_yaml

    text = to_yaml(imported("::x-ray::What are X-rays?{=photons ~electrons}").questions)
    file = tmp_path / "drafts.yaml"
    file.write_text(
        text.replace("status: draft", "status: published\nreviewer: e\nreviewed: 2026-01-01"),
        encoding="utf-8",
    )
    assert any("is not filled in" in str(problem) for problem in bank.check_bank([file]))


def test_questions_of_one_name_get_ids_of_their_own():
    questions = imported("::Same::A?{T}\n\n::Same::B?{T}\n\n::Same 2::C?{T}\n\n::题::D?{T}").questions
    ids = [question.id for question in questions]
    assert ids[:3] == ["same", "same-2", "same-2-2"]
    assert ids[3].startswith("imported-")


# The bank's own questions


@pytest.mark.parametrize("sample", [SINGLE, MULTIPLE], ids=["single", "multiple"])
def test_a_choice_comes_back_whole(tmp_path, sample):
    (question,) = loaded(tmp_path, sample)
    exported = export_questions([question], "gift")
    (back,) = import_questions(exported.data).questions
    assert exported.notes == []
    assert back.model_dump(mode="json") == as_draft(question)


def test_true_and_false_go_out_as_such(tmp_path):
    (question,) = imported("A quench is harmless.{F#It is not.#Right.}").questions
    data = export_questions([question], "gift").data
    assert b"FALSE#" in data
    assert import_questions(data).questions == [question]


def test_a_number_goes_out_with_one_variant_and_says_so(tmp_path):
    (question,) = loaded(tmp_path, NUMBER)
    exported = export_questions([question], "gift")
    assert "one variant (seed 0)" in exported.notes[0].message.en
    (back,) = import_questions(exported.data).questions
    variant = bank.draw(question, 0)
    shown = bank.render(question, variant, "en").stem
    assert back.stem.en == shown
    for response in (repr(variant.key), repr(variant.key * 1.019), repr(variant.key * 1.03), "7"):
        assert outcome(back, response) == bank.grade(question, variant, response).outcome
    ratio = repr(variant.values["ratio"])
    assert credit(back, ratio) == bank.grade(question, variant, ratio).credit == 0.25
    assert (back.rtol, back.digits, back.unit_policy) == (0.02, 3, "optional")


def test_a_text_with_every_special_character_comes_back(tmp_path):
    odd = SINGLE.replace("射频磁场的幅度", "'~=#:\\\\ <b>&amp; // ####'")
    (question,) = loaded(tmp_path, odd)
    (back,) = import_questions(export_questions([question], "gift").data).questions
    assert back.options == question.options


def test_a_case_goes_out_as_an_essay_and_says_what_it_lost():
    case = next(question for question in bank.load_bank() if question.kind == "case")
    exported = export_questions([case], "gift")
    assert "the rubric is not carried" in exported.notes[0].message.en
    assert case.stem.zh.split("\n")[0] in exported.data.decode()
