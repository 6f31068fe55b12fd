package org.hraft.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

class ObjectGraphTest {

    private record Value(long number, String word) {}

    private static class Node {
        long number;
        boolean flag;

        @Nullable
        Node next;

        List<Value> values = new ArrayList<>();
        TreeMap<String, Node> children = new TreeMap<>();
        ArrayDeque<Long> queue = new ArrayDeque<>();
    }

    private static Node node(long number) {
        Node node = new Node();
        node.number = number;
        node.values.add(new Value(number, "one"));
        node.queue.add(number);
        return node;
    }

    @Test
    void aCopyLooksTheSame() {
        Node node = node(1);
        node.children.put("a", node(2));

        assertThat(ObjectGraph.fingerprint(ObjectGraph.copy(node)))
                .isEqualTo(ObjectGraph.fingerprint(node));
    }

    @Test
    void whatIsDoneToACopyIsNotDoneToTheOriginal() {
        Node node = node(1);
        node.children.put("a", node(2));
        Node copy = ObjectGraph.copy(node);

        copy.number = 9;
        copy.values.clear();
        copy.queue.add(7L);
        copy.children.firstEntry().getValue().flag = true;

        assertThat(node.number).isEqualTo(1);
        assertThat(node.values).hasSize(1);
        assertThat(node.queue).hasSize(1);
        assertThat(node.children.firstEntry().getValue().flag).isFalse();
    }

    @Test
    void aCopyOfACircleIsACircle() {
        Node node = node(1);
        node.next = node;

        Node copy = ObjectGraph.copy(node);

        assertThat(copy).isNotSameAs(node);
        assertThat(copy.next).isSameAs(copy);
    }

    @Test
    void valuesAreShared() {
        Node node = node(1);

        assertThat(ObjectGraph.copy(node).values.get(0)).isSameAs(node.values.get(0));
    }

    @Test
    void everyFieldCounts() {
        long one = ObjectGraph.fingerprint(node(1));

        Node flagged = node(1);
        flagged.flag = true;
        Node queued = node(1);
        queued.queue.add(1L);
        Node worded = node(1);
        worded.values.set(0, new Value(1, "two"));
        Node linked = node(1);
        linked.next = node(1);

        assertThat(List.of(
                        one,
                        ObjectGraph.fingerprint(node(2)),
                        ObjectGraph.fingerprint(flagged),
                        ObjectGraph.fingerprint(queued),
                        ObjectGraph.fingerprint(worded),
                        ObjectGraph.fingerprint(linked)))
                .doesNotHaveDuplicates();
    }

    @Test
    void equalOnesHaveOneFingerprint() {
        assertThat(ObjectGraph.fingerprint(node(1))).isEqualTo(ObjectGraph.fingerprint(node(1)));
    }

    @Test
    void whatItDoesNotKnowIsSaid() {
        assertThatThrownBy(() -> ObjectGraph.copy(new CountDownLatch(1)))
                .hasMessageContaining("does not know how to copy")
                .hasMessageContaining("CountDownLatch");
    }
}
