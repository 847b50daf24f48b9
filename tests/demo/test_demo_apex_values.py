"""The demo org's Apex: expressions and the platform's own methods."""

from __future__ import annotations

import pytest

from tests.demo.apex_org import said, threw, value_of

_DECODED = """
List<Object> rows = (List<Object>) JSON.deserializeUntyped('[{"on":true,"n":3}]');
Map<String, Object> row = (Map<String, Object>) rows[0];
Boolean isOn = (Boolean) row.get('on');
Integer n = (Integer) row.get('n');
System.debug(isOn + ' ' + (n + 1));
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3 - 4", "3"),
        ("(1 + 2) * 3", "9"),
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("7 / 2.0", "3.5"),
        ("2147483647 + 1", "-2147483648"),
        ("2147483647L + 1", "2147483648"),
        ("1 + 2 + 'x' + 1 + 2", "3x12"),
        ("'a' + null + true", "anulltrue"),
        ("1 << 4 | 3", "19"),
        ("5 & 3 ^ 1", "0"),
        ("-1 >>> 28", "15"),
        ("!(1 < 2)", "false"),
        ("1 < 2 && 2 >= 2 || false", "true"),
        ("true ? 'yes' : null", "yes"),
        ("(String) null ?? 'none'", "none"),
        ("'abc' == 'ABC'", "true"),
        ("'abc' === 'ABC'", "false"),
        ("'abc' != 'abd'", "true"),
        ("1 == 1.0", "true"),
        ("null == null", "true"),
        ("'a' instanceof String", "true"),
    ],
)
def test_an_expression_has_its_value(expression: str, value: str) -> None:
    assert value_of(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'it\\'s \\\\ \\u00e9\\n'", "it's \\ é\n"),
        ("'hello'.length()", "5"),
        ("'hello'.substring(1, 3)", "el"),
        ("'hello'.left(2) + 'hello'.right(9)", "hehello"),
        ("'hello'.startsWith('he') && 'hello'.endsWith('lo') && 'hello'.contains('ll')", "true"),
        ("'hello'.indexOf('l') + ',' + 'hello'.indexOf('z')", "2,-1"),
        ("'a-b'.replace('-', '+')", "a+b"),
        ("'a,b,,'.split(',')", "(a, b)"),
        ("'a1b2'.replaceAll('[0-9]', '#')", "a#b#"),
        ("String.join(new List<Object>{1, 'b', true}, '-')", "1-b-true"),
        ("' x '.trim() + 'Ab'.toLowerCase() + 'Ab'.toUpperCase()", "xabAB"),
        ("String.valueOf(12) + String.valueOf(false)", "12false"),
        ("String.isBlank(' ') && String.isBlank(null) && String.isNotBlank('a')", "true"),
        ("'abc'.hashCode()", "96354"),
        ("'abcde'.difference('abXY')", "XY"),
        ("'x'.leftPad(3, '0')", "00x"),
        ("Integer.valueOf('42') + Long.valueOf('1')", "43"),
        ("Boolean.valueOf('TRUE')", "true"),
        ("Math.min(3, 2) + Math.max(3, 2) * Math.mod(7, 4) + Math.abs(-1)", "12"),
        ("Id.valueOf('0055e0000007tfX')", "0055e0000007tfXAAQ"),
        ("EncodingUtil.base64Encode(Blob.valueOf('hé'))", "aMOp"),
        ("EncodingUtil.base64Decode('aMOp').toString()", "hé"),
        (
            "EncodingUtil.convertToHex(Crypto.generateDigest('MD5', Blob.valueOf('a')))",
            "0cc175b9c0f1b6a831c399e269772661",
        ),
        (
            "EncodingUtil.convertToHex(Crypto.generateDigest('SHA-256', Blob.valueOf('')))",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ),
        (
            "JSON.serialize(new Map<String, Object>{'a' => new List<Integer>{1, null}, 'é' => '\"'})",
            '{"a":[1,null],"é":"\\""}',
        ),
        ("System.now()", "2026-11-23 10:17:05"),
        ("System.now().addHours(2).getTime() - System.now().getTime()", "7200000"),
        ("UserInfo.getUserName().contains('@')", "true"),
        ("Limits.getLimitQueries() + Limits.getQueries()", "100"),
        ("null + 'x'", "nullx"),
    ],
)
def test_a_method_of_the_platform_gives_its_value(expression: str, value: str) -> None:
    assert value_of(expression) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("List<Integer> a = new List<Integer>{3, 1}; a.add(2); a.sort(); System.debug(a);", "(1, 2, 3)"),
        ("List<String> a = new String[]{'x'}; a.addAll(new Set<String>{'y'}); System.debug(a.size());", "2"),
        ("String[] a = new String[2]; a[1] = 'x'; System.debug(a);", "(null, x)"),
        ("List<Integer> a = new List<Integer>{1, 2}; System.debug(a.remove(0) + a.get(0) + a[0]);", "5"),
        ("Set<String> a = new Set<String>{'b', 'a', 'b'}; System.debug(a);", "{b, a}"),
        (
            "Set<Integer> a = new Set<Integer>(); System.debug(a.add(1) + '' + a.add(1) + a.contains(1));",
            "truefalsetrue",
        ),
        ("Map<String, Integer> a = new Map<String, Integer>{'x' => 1}; a.put('y', 2); System.debug(a);", "{x=1, y=2}"),
        (
            "Map<String, Integer> a = new Map<String, Integer>(); System.debug(a.get('x') + '' + a.isEmpty());",
            "nulltrue",
        ),
        ("Map<Integer, String> a = new Map<Integer, String>{2 => 'b', 1 => 'a'}; System.debug(a.keySet());", "{2, 1}"),
        ("Map<Integer, String> a = new Map<Integer, String>{2 => 'b'}; System.debug(a.values());", "(b)"),
        ("Map<String, Integer> a = new Map<String, Integer>{'K' => 1}; System.debug(a.containsKey('k'));", "false"),
        ("Integer i = 5; Integer j = i++ + ++i; System.debug(i + ' ' + j);", "7 12"),
        ("Integer i = 5; i += 2; i *= 3; i -= 1; i /= 4; System.debug(i);", "5"),
        ("String s = 'a'; s += 1; s += null; System.debug(s);", "a1null"),
        ("Object o = JSON.deserializeUntyped('[{\"a\":true}]'); System.debug(o);", "({a=true})"),
        (_DECODED, "true 4"),
        ("String s; System.debug(s?.length());", "null"),
        ("Id i = '0055e0000007tfX'; System.debug(i == '0055e0000007tfXAAQ');", "true"),
    ],
)
def test_statements_leave_their_values(source: str, value: str) -> None:
    assert said(source) == [value]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("String s; s.length();", "System.NullPointerException: Attempt to de-reference a null object"),
        ("Integer a; Integer b = a + 1;", "System.NullPointerException: Attempt to de-reference a null object"),
        ("String s; 'x'.contains(s);", "System.NullPointerException: Attempt to de-reference a null object"),
        (
            "Boolean b; if (b) { System.debug(1); }",
            "System.NullPointerException: Attempt to de-reference a null object",
        ),
        ("Integer a = 1 / 0;", "System.MathException: Divide by 0"),
        ("Integer a = new List<Integer>{1}[1];", "System.ListException: List index out of bounds: 1"),
        ("'ab'.substring(3);", "System.StringException: Starting position out of bounds: 3"),
        ("'ab'.substring(0, 3);", "System.StringException: Ending position out of bounds: 3"),
        ("Id i = 'nobody';", "System.StringException: Invalid id: nobody"),
        ("Integer.valueOf('4x');", "System.TypeException: Invalid integer: 4x"),
        (
            "Object o = 'x'; Integer i = (Integer) o;",
            "System.TypeException: Invalid conversion from runtime type String to Integer",
        ),
        ("JSON.deserializeUntyped('[1');", "System.JSONException: Expecting ',' delimiter at input location [1,3]"),
        (
            "List<Integer> a = new List<Integer>{1}; for (Integer i : a) { a.add(i); }",
            "System.FinalException: Cannot modify a collection while it is being iterated.",
        ),
    ],
)
def test_what_cannot_be_done_is_thrown_in_the_platforms_words(source: str, message: str) -> None:
    assert threw(source) == message
