"""The demo org's Apex: statements, methods, classes and exceptions."""

from __future__ import annotations

import pytest

from tests.demo.apex_org import ApexOrg, said, threw
from tui.demo.http.org_account import Allowance


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("for (Integer i = 0; i < 3; i++) { System.debug(i); }", ["0", "1", "2"]),
        (
            "for (Integer i = 0, n = 9; ; i += 2, n--) { if (i > 4) break; if (i == 2) continue; System.debug(n); }",
            ["9", "7"],
        ),
        ("for (String s : new List<String>{'a', 'b'}) System.debug(s);", ["a", "b"]),
        ("Integer i = 2; while (i > 0) { System.debug(i); i--; }", ["2", "1"]),
        ("Integer i = 0; do { System.debug(i); } while (i > 0);", ["0"]),
        ("if (1 > 2) System.debug('a'); else if (2 > 3) System.debug('b'); else { System.debug('c'); }", ["c"]),
        ("System.debug(1); return; ", ["1"]),
        (
            "for (Integer i : new Set<Integer>{1, 2}) for (Integer j = 3;; j++) { if (j > 3) break; System.debug(i); }",
            ["1", "2"],
        ),
        ("{ Integer i = 1; System.debug(i); } { Integer i = 2; System.debug(i); }", ["1", "2"]),
    ],
)
def test_statements_run_in_their_order(source: str, lines: list[str]) -> None:
    assert said(source) == lines


def test_names_and_words_are_the_same_in_any_case() -> None:
    assert said("INTEGER Total = 1; FOR (integer I = 0; i < 2; I++) { TOTAL += i; } SYSTEM.Debug(total);") == ["2"]


def test_comments_are_nothing() -> None:
    assert said("// Integer x = ;\nSystem.debug(/* 'no' */ 'yes'); /* ** // */") == ["yes"]


def test_methods_of_the_block_may_call_themselves_and_be_overloaded() -> None:
    source = """
    Integer fact(Integer n) { return n < 2 ? 1 : n * fact(n - 1); }
    static String show(Integer n) { return 'number ' + n; }
    private static String show(String s) { return 'text ' + s; }
    void nothing(List<Id> ids, Map<Id, List<Id>> more) { return; }
    nothing(null, null);
    System.debug(show(fact(5)) + ', ' + show('x'));
    """
    assert said(source) == ["number 120, text x"]


def test_classes_have_fields_constructors_and_methods() -> None:
    source = """
    public virtual class Animal {
        public String name; private Integer legs = 4;
        public Animal(String name) { this.name = name; }
        public virtual String says() { return name + ' on ' + legs; }
    }
    class Bird extends Animal {
        public Bird(String name) { super(name); legs = 2; }
        public override String says() { return 'bird ' + name + ' on ' + legs; }
    }
    List<Animal> zoo = new List<Animal>{ new Animal('cow'), new Bird('hen') };
    for (Animal one : zoo) { System.debug(one.says()); }
    System.debug(zoo[1] instanceof Bird);
    """
    assert said(source) == ["cow on 4", "bird hen on 2", "true"]


def test_a_catch_takes_its_own_kind_and_its_descendants() -> None:
    source = """
    class BadException extends Exception {}
    class WorseException extends BadException {}
    for (Integer i = 0; i < 3; i++) {
        try {
            if (i == 0) throw new WorseException('worse');
            if (i == 1) { Integer x = 1 / 0; }
            System.debug('fine');
        } catch (BadException e) {
            System.debug(e.getTypeName() + ': ' + e.getMessage());
        } catch (Exception e) {
            System.debug(e.getTypeName() + ' in line ' + e.getLineNumber());
        } finally {
            System.debug('finally');
        }
    }
    """
    assert said(source) == [
        *("WorseException: worse", "finally"),
        *("System.MathException in line 7", "finally"),
        *("fine", "finally"),
    ]


def test_an_exception_that_nobody_catches_says_its_class_and_message() -> None:
    assert threw("class DeResultException extends Exception {} throw new DeResultException('text');") == (
        "DeResultException: text"
    )


def test_an_exception_may_carry_another() -> None:
    source = """
    class OuterException extends Exception {}
    try { try { String s; s.trim(); } catch (Exception e) { throw new OuterException('outer', e); } }
    catch (OuterException e) { System.debug(e.getMessage() + ' by ' + e.getCause().getTypeName()); }
    """
    assert said(source) == ["outer by System.NullPointerException"]


def test_the_trace_names_the_line_and_those_that_called_it() -> None:
    outcome = ApexOrg().execute("void fail() {\n  Integer x = 1 / 0;\n}\nfail();")
    assert outcome.exception_trace == "AnonymousBlock: line 2, column 1\nAnonymousBlock: line 4, column 1"


def test_the_answer_gives_the_line_of_the_block_that_failed() -> None:
    outcome = ApexOrg().execute("System.debug(1);\n\nInteger x = 1 / 0;")
    assert (outcome.line, outcome.column, outcome.success, outcome.compiled) == (3, 1, False, True)


def test_a_message_longer_than_the_org_lets_through_is_cut() -> None:
    org = ApexOrg(allowance=Allowance(longest_message=12))
    source = "class AnException extends Exception {} throw new AnException('0123456789');"
    assert org.execute(source).exception_message == "AnException:"


def test_log_lines_have_their_line_and_level() -> None:
    outcome = ApexOrg().execute(
        "System.debug(1);\nSystem.debug(LoggingLevel.ERROR, 2);\nSystem.debug(System.LoggingLevel.WARN, 3);"
    )
    assert [(one.line, one.level) for one in outcome.debugged] == [(1, "DEBUG"), (2, "ERROR"), (3, "WARN")]


@pytest.mark.parametrize(
    "source",
    [
        "while (true) { }",
        "for (;;) { }",
        "Integer i = 0; do { i = 0; } while (i == 0);",
        "try { while (true) { } } catch (Exception e) { System.debug('caught'); }",
    ],
)
def test_a_loop_without_end_is_ended_and_cannot_be_caught(source: str) -> None:
    outcome = ApexOrg(allowance=Allowance(loop_turns=10_000)).execute(source)
    assert outcome.exception_message == "System.LimitException: Apex CPU time limit exceeded"


def test_endless_recursion_is_ended() -> None:
    assert threw("void f() { f(); } f();").startswith("System.LimitException: Maximum stack depth reached")


def test_text_beyond_the_heap_is_refused() -> None:
    assert threw("String s = 'x'; while (true) { s += s; }").startswith(
        "System.LimitException: Apex heap size too large"
    )


def test_a_hundred_queries_are_the_most() -> None:
    source = "for (Integer i = 0; i < 101; i++) { Integer n = [SELECT COUNT() FROM Organization]; }"
    assert threw(source) == "System.LimitException: Too many SOQL queries: 101"


def test_queries_in_brackets_take_variables_and_give_rows() -> None:
    source = """
    Id me = UserInfo.getUserId();
    Set<Id> ids = new Set<Id>{ me };
    User one = [SELECT Id, Username, Profile.Name FROM User WHERE Id IN :ids LIMIT 1];
    System.debug(one.Username == UserInfo.getUserName() && one.Id == me && one.Profile.Name != null);
    for (User each : [SELECT Id FROM User WHERE Id = :me]) { System.debug(each.get('Id') == me); }
    System.debug([SELECT COUNT() FROM User WHERE Id = :me]);
    """
    assert said(source) == ["true", "true", "1"]


def test_a_field_that_was_not_selected_cannot_be_read() -> None:
    message = threw("User u = [SELECT Id FROM User LIMIT 1]; String s = u.Name;")
    assert message.endswith("SObject row was retrieved via SOQL without querying the requested field: User.Name")


def test_no_row_for_one_record_is_an_exception() -> None:
    assert threw("User u = [SELECT Id FROM User WHERE Name = 'nobody at all'];") == (
        "System.QueryException: List has no rows for assignment to SObject"
    )
