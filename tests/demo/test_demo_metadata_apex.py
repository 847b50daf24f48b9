"""The demo org reads whole files of Apex: what it refuses, where, and what it lets through."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.lib_package import MANAGED, PACKAGE
from tui.demo.apex.shelf import Shelf
from tui.demo.apex.unit import read_file
from tui.demo.apex.unit_check import problems
from tui.demo.apex.unit_types import Known
from tui.demo.options import Options
from tui.demo.world.catalogue import schema

ARTICLE = """\
public with sharing class ToggleDEUserBasedOnSession implements System.Queueable {
public void execute(QueueableContext context) {
Map<Id, Map<Id, Boolean>> teams = n2de.DistributionEngineGlobal.getUserAvailabilityAllTeams();
Set<Id> ids = new Set<Id>();
for (Map<Id, Boolean> team : teams.values()) {
ids.addAll(team.keySet());
}
Set<Id> found = new Set<Id>();
for (AuthSession one : [SELECT UsersId, LastModifiedDate, NumSecondsValid FROM AuthSession WHERE UsersId IN :ids]) {
if (one.LastModifiedDate.addSeconds(one.NumSecondsValid) > now) {
found.add(one.UsersId);
}
}
System.enqueueJob(new ToggleDEUserBasedOnSession(), 5);
}
public static void abortJob() {
List<AsyncApexJob> jobs = [SELECT Id FROM AsyncApexJob WHERE ApexClass.Name = :ToggleDEUserWithSession.class.getName()];
}
}
"""


def known(*sources: str, package: bool = True) -> Known:
    """An org with these classes in it."""
    classes = [read_file(one).declared for one in sources]
    shelf = Shelf(PACKAGE, MANAGED) if package else None
    return Known(schema(Options()), {one.name.lower(): one for one in classes}, shelf)


def complaints(source: str, *others: str, package: bool = True) -> list[tuple[int, int, str]]:
    """Line, column and words of everything that names what is not there."""
    found = problems(read_file(source), known(source, *others, package=package))
    return [(one.at.line, one.at.column, one.message.splitlines()[-1]) for one in found]


def inside(statements: str) -> str:
    """A class with a method of these statements, which begin in line 3."""
    return f"public class A {{\n    public void run() {{\n{statements}\n    }}\n}}"


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("public class A {\n    public void run() {\n        Integer one = 1\n    }\n}", 4, 5),
        ("public class A {\n    public void run( {\n    }\n}", 2, 22),
        ("public class A {\n    public void run() {\n    }\n", 4, 1),
        ("public class A {\n    String text = 'no end;\n}", 2, 19),
        ("trigger A on User (sometimes insert) {\n}", 1, 20),
        ("Integer one = 1;", 1, 1),
    ],
)
def test_a_broken_file_is_refused_with_its_line_and_column(source: str, line: int, column: int) -> None:
    with pytest.raises(CompileProblem) as raised:
        read_file(source)
    assert raised.value.at == (line, column)


def test_the_articles_class_has_its_two_compile_errors_and_no_other() -> None:
    assert [(line, words) for line, _, words in complaints(ARTICLE)] == [
        (10, "Variable does not exist: now"),
        (17, "Variable does not exist: ToggleDEUserWithSession"),
    ]


def test_the_article_mended_compiles() -> None:
    mended = ARTICLE.replace("> now", "> Datetime.now()").replace("UserWithSession", "UserBasedOnSession")
    assert complaints(mended) == []


def test_what_classes_may_hold_is_read() -> None:
    source = """
    @IsTest(SeeAllData=false)
    private virtual class A extends Base implements Comparable, Database.Batchable<SObject> {
        public enum Colour { RED, GREEN }
        public interface Shape { Integer area(List<Integer> sides); }
        public virtual class Base2 { protected Integer count { get; private set { count = value; } } }
        static final Map<Id, List<Set<Id>>> FOUND = new Map<Id, List<Set<Id>>>{ null => new List<Set<Id>>() };
        static { FOUND.clear(); }
        @TestVisible private transient String name = 'it\\'s';
        public A(String name) { this.name = name; }
        public Integer compareTo(Object other) { return ((A) other)?.name == name ? 0 : -1; }
        @IsTest static void tries() {
            System.runAs(new User(Id = UserInfo.getUserId())) { insert new List<User>(); }
            upsert as user new User(LastName = 'x') Id;
            switch on Colour.RED {
                when RED, GREEN { return; }
                when else { throw new AuraHandledException('no'); }
            }
            for (Integer i = 0, j = 1; i < j; i++) { continue; }
            Integer x = 1 << 2, y = x >>> 1;
            do { x--; } while (x > 0 && !(y != 3));
            try { delete [SELECT Id FROM User WHERE Id IN :FOUND.keySet() LIMIT 1]; }
            catch (DmlException error) { System.debug(error.getMessage()); }
            finally { x = null ?? 4; }
        }
    }"""
    assert complaints(source, "public virtual class Base { }") == []


@pytest.mark.parametrize(
    ("statements", "place", "words"),
    [
        ("Nowhere one;", (3, 1), "Invalid type: Nowhere"),
        ("Integer one = two;", (3, 15), "Variable does not exist: two"),
        ("{ Integer one = 1; } one = 2;", (3, 22), "Variable does not exist: one"),
        ("one = 1; Integer one;", (3, 1), "Variable does not exist: one"),
        ("List<Nowhere> one;", (3, 6), "Invalid type: Nowhere"),
        ("Object one = (Nowhere) null;", (3, 15), "Invalid type: Nowhere"),
        ("missing();", (3, 1), "Method does not exist or incorrect signature: void missing() from the type A"),
        ("B.missing();", (3, 3), "Method does not exist or incorrect signature: void missing() from the type B"),
        ("B.Missing one;", (3, 1), "Invalid type: B.Missing"),
        ("User one = new User(Nowhere__c = 1);", (3, 21), "Field does not exist: Nowhere__c on User"),
        ("Nothing__c one;", (3, 1), "Invalid type: Nothing__c"),
        ("for (User one : [SELECT Id FROM User WHERE Id = :nobody]) { }", (3, 50), "Variable does not exist: nobody"),
        ("n2de.Nothing.run();", (3, 1), "Invalid type: n2de.Nothing"),
        (
            "n2de.DistributionEngineGlobal.explode();",
            (3, 31),
            "Method does not exist or incorrect signature: void explode() from the type n2de.DistributionEngineGlobal",
        ),
    ],
)
def test_a_name_that_is_nowhere_is_told_with_its_place(statements: str, place: tuple[int, int], words: str) -> None:
    b = "public class B { public static void present() { } public class Inner { } }"
    assert complaints(inside(statements), b) == [(*place, words)]


def test_a_query_of_a_field_that_is_not_there_is_told() -> None:
    ((line, _, words),) = complaints(inside("List<User> one = [SELECT Id, Nowhere__c FROM User];"))
    assert line == 3
    assert words.startswith("No such column 'Nowhere__c' on entity 'User'.")


def test_a_query_with_an_element_bound_into_it_is_read() -> None:
    assert (
        complaints(inside("List<User> all; List<User> one = [SELECT Id FROM User WHERE Id != :all[0].Id LIMIT 1];"))
        == []
    )


def test_without_the_package_its_names_are_no_types() -> None:
    found = complaints(inside("n2de.DistributionEngineGlobal.toggleUsers(null);"), package=False)
    assert found == [(3, 1, "Invalid type: n2de.DistributionEngineGlobal")]


def test_a_trigger_on_an_object_that_is_nowhere_is_refused() -> None:
    assert complaints("trigger T on Nothing__c (before insert) { }") == [(1, 14, "Invalid type: Nothing__c")]


def test_a_trigger_sees_its_events() -> None:
    source = (
        "trigger T on LogoutEventStream (after insert) { for (LogoutEventStream one : Trigger.new) { one.get('x'); } }"
    )
    assert complaints(source) == []


def test_an_invocable_method_tells_its_inputs_and_outputs() -> None:
    source = """public class A {
        public class Asked { @InvocableVariable(required=true) public Id user; public Id other; }
        public class Answer { @InvocableVariable(label='Yes (or no)') public Boolean yes; }
        @InvocableMethod(label='Ask It') public static List<Answer> ask(List<Asked> all) { return null; }
    }"""
    action = read_file(source).declared.action
    assert action is not None
    assert (action.label, sorted(action.inputs), sorted(action.outputs)) == ("Ask It", ["user"], ["yes"])


def test_the_tests_of_a_test_class_are_counted() -> None:
    source = "@IsTest class A { @IsTest static void one() { } static testMethod void two() { } static void help() { } }"
    declared = read_file(source).declared
    assert (declared.is_test, declared.tests) == (True, ("one", "two"))


def test_every_file_of_the_kit_can_be_read() -> None:
    source = Path(__file__).parents[2] / "tui/org/kit/source"
    files = [*source.rglob("*.cls"), *source.rglob("*.trigger")]
    assert {read_file(one.read_text("utf-8")).declared.name for one in files} == {one.stem for one in files}
    assert len(files) > 20
