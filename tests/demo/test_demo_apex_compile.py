"""The demo org's Apex: what does not compile is told with its place, and nothing of it runs."""

from __future__ import annotations

import pytest

from tests.demo.apex_org import ApexOrg, problem


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("Integer x = 1\nInteger y = 2;", "Missing ';' at 'Integer'"),
        ("Integer x = 1", "Missing ';' at '<EOF>'"),
        ("if (true) { System.debug(1);", "Unexpected token '<EOF>'."),
        ("Integer 5 = x;", "Unexpected token '5'."),
        ("System.debug(1));", "Missing ';' at ')'"),
        ("String s = 'abc;", "Line breaks not allowed in string literals"),
        ("String s = 'a\\q';", "Invalid string literal 'a\\q'. Illegal character sequence '\\q' in string literal."),
        ("Integer x = 99999999999;", "Illegal integer"),
        ("System.debug(x);", "Variable does not exist: x"),
        ("x = 1;", "Variable does not exist: x"),
        ("Integer x; Integer X;", "Duplicate variable: X"),
        ("Integer x; { String x; }", "Duplicate variable: x"),
        ("{ Integer x; } x = 1;", "Variable does not exist: x"),
        ("Integer list = 1;", "Identifier name is reserved: list"),
        ("Strin s;", "Invalid type: Strin"),
        ("List<Strin> s;", "Invalid type: Strin"),
        ("Map<String> m;", "Invalid number of type arguments: Map"),
        ("String s = 5;", "Illegal assignment from Integer to String"),
        ("Integer i = 5L;", "Illegal assignment from Long to Integer"),
        ("Boolean b = 'true';", "Illegal assignment from String to Boolean"),
        ("Set<Id> a = new Set<String>();", "Illegal assignment from Set<String> to Set<Id>"),
        (
            "Map<Id, Boolean> m = new Map<String, Boolean>();",
            "Illegal assignment from Map<String,Boolean> to Map<Id,Boolean>",
        ),
        ("Integer i = System.debug(1);", "Illegal assignment from void to Integer"),
        ("if (1) { }", "Condition expression must be of type Boolean: Integer"),
        ("while ('x') { }", "Condition expression must be of type Boolean: String"),
        ("Boolean b = 1 && true;", "AND operator can only be applied to Boolean expressions"),
        ("Integer i = 1 - 'a';", "Arithmetic expressions must use numeric arguments"),
        ("Boolean b = 1 == 'a';", "Comparison arguments must be compatible types: Integer, String"),
        ("Boolean b = 'a' < 1;", "Comparison arguments must be compatible types: String, Integer"),
        ("'a'.foo();", "Method does not exist or incorrect signature: void foo() from the type String"),
        (
            "'a'.substring('1');",
            "Method does not exist or incorrect signature: void substring(String) from the type String",
        ),
        (
            "'a'.substring(1, 2, 3);",
            "incorrect signature: void substring(Integer, Integer, Integer) from the type String",
        ),
        (
            "Id i; i.substring(0, 15);",
            "Method does not exist or incorrect signature: void substring(Integer, Integer) from the type Id",
        ),
        ("Math.foo(1);", "Method does not exist or incorrect signature: void foo(Integer) from the type Math"),
        ("foo(1);", "Method does not exist or incorrect signature: void foo(Integer)"),
        ("Foo.bar();", "Variable does not exist: Foo"),
        ("List<String> a = new List<String>{1};", "Illegal assignment from Integer to String"),
        (
            "new List<String>().add(1);",
            "Method does not exist or incorrect signature: void add(Integer) from the type List<String>",
        ),
        ("class Bad extends Exception {}", "Classes extending Exception must have a name ending in 'Exception'"),
        ("class A { A(Integer i) { } } A a = new A();", "Constructor not defined: [A].<Constructor>()"),
        ("throw 'x';", "Throw expression must be of type exception: String"),
        ("try { Integer i = 1; } catch (String e) { }", "Catch block type must be an exception: String"),
        ("for (String s : 5) { }", "Loop must iterate over collection: Integer"),
        ("for (Integer i : new List<String>()) { }", "Loop variable must be of type String"),
        ("for (String s : new Map<String, String>()) { }", "Loop must iterate over collection: Map<String,String>"),
        ("Integer f() { System.debug(1); }", "Missing return statement required return type: Integer"),
        ("void f() { return 1; }", "Return statement may not have an expression"),
        ("Integer x = 1; void f() { System.debug(x); }", "Variable does not exist: x"),
        ("1 + 2;", "Expression cannot be a statement."),
        ("Object o = 1; Integer i = o;", "Illegal assignment from Object to Integer"),
        ("String s = (String) 5;", "Incompatible types since an instance of Integer is never an instance of String"),
        ("User u = [SELECT Id, Nme FROM User];", "No such column 'Nme' on entity 'User'"),
        ("List<User> u = [SELECT Id FROM User WHERE Id = :nobody];", "Variable does not exist: nobody"),
        ("insert new List<User>();", "Missing ';' at 'List'"),
        ("Integer x = 7 % 2;", "Unrecognized symbol '%'"),
    ],
)
def test_what_is_wrong_is_said(source: str, message: str) -> None:
    assert message in problem(source)


def test_the_place_of_the_problem_is_told() -> None:
    outcome = ApexOrg().execute("Integer a = 1;\n  Integer b = c;")
    assert (outcome.line, outcome.column) == (2, 15)


def test_nothing_runs_of_a_block_that_does_not_compile() -> None:
    org = ApexOrg()
    user = org.members()[0]
    before = org.world.toggled_on(user)
    outcome = org.execute(
        "n2de.DistributionEngineGlobal.toggleUsers(new List<n2de.DistributionEngineGlobal.ToggleUserDTO>{"
        f"new n2de.DistributionEngineGlobal.ToggleUserDTO('{user}', {str(not before).lower()}, null)}});\nfoo();"
    )
    assert (outcome.compiled, outcome.debugged, org.world.toggled_on(user)) == (False, (), before)


def test_more_than_32000_characters_are_too_large() -> None:
    assert problem("//" + "x" * 31_999) == "Script too large"


def test_code_that_is_nested_without_measure_is_refused() -> None:
    assert problem(f"Integer x = {'(-' * 5_000}1{')' * 5_000};") == "Code is nested too deeply"


def test_a_long_sum_is_no_nesting() -> None:
    assert ApexOrg().execute(f"String s = 'a'{' + 1' * 5_000};").success


def test_a_block_without_statements_is_fine() -> None:
    assert ApexOrg().execute("// nothing").success
