package org.hraft.api;

import static org.hraft.api.Answers.problem;
import static org.hraft.api.Answers.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;

/** The rows of {@link ApiTable} about members and leader; none of them changes either. */
final class OperatorRows {

    private final ApiTable table;

    OperatorRows(ApiTable table) {
        this.table = table;
    }

    void add() {
        table.refused("PUT", "/members", "GET");
        table.refused("GET", "/members/n1", "DELETE");
        table.refused("PUT", "/members/n1", "POST");
        table.refused("DELETE", "/leader", "POST");
        table.row("GET /leader", () -> {
            String leader = text(table.send("GET", "/leader", ""));
            assertTrue(leader.matches("\\{\"id\":\".+\",\"addr\":\".*\",\"term\":[0-9]+}"), leader);
            assertEquals(200, table.send("HEAD", "/leader", "").statusCode());
        });
        table.row("GET /members has an ETag for If-Match", () -> {
            HttpResponse<byte[]> members = table.send("GET", "/members", "");
            String tag = members.headers().firstValue("ETag").orElse("");
            String index = tag.replace("\"", "");
            assertTrue(text(members).endsWith("\"index\":" + index + "}"), text(members) + tag);
        });
        table.row("a stranger is not removed", () -> {
            problem(
                    table.send("DELETE", "/members/t%2Fnobody", ""),
                    404,
                    "t/nobody is not a member");
            problem(table.send("POST", "/members/t.nobody", "{\"voter\":false}"), 404, "t.nobody");
            problem(table.send("POST", "/leader", "{\"id\":\"t.nobody\"}"), 404, "t.nobody");
        });
        table.row("what the members are not any more", () -> {
            problem(table.send("DELETE", "/members/t.nobody?index=999999", ""), 412, "999999");
            String[] match = {"If-Match", "\"999999\""};
            problem(table.send("DELETE", "/members/t.nobody", "", match), 412, "999999");
            problem(
                    table.send("POST", "/members/t.nobody", "{\"voter\":true}", match),
                    412,
                    "999999");
        });
        badChange("DELETE", "?index=x", "", "index");
        badChange("DELETE", "?index=0", "", "index");
        badChange("DELETE", "?dryRun=maybe", "", "dryRun");
        badChange("POST", "", "", "empty");
        badChange("POST", "", "{}", "voter");
        badChange("POST", "", "{\"voter\":1}", "voter");
        badChange("POST", "", "[]", "object");
        table.row("If-Match that is no index", () -> {
            problem(table.send("DELETE", "/members/t", "", "If-Match", "W/\"1\""), 400, "If-Match");
            problem(
                    table.send("DELETE", "/members/t?index=1", "", "If-Match", "\"2\""),
                    400,
                    "one of");
        });
        for (String body : List.of("[]", "{\"id\":1}", "{\"id\":\"\"}")) {
            table.row(
                    "POST /leader " + body,
                    () -> problem(table.send("POST", "/leader", body), 400, "id"));
        }
    }

    private void badChange(String method, String query, String body, String detail) {
        table.row(
                method + " /members/t" + query + " " + body,
                () -> problem(table.send(method, "/members/t" + query, body), 400, detail));
    }
}
