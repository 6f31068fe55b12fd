package org.hraft.scenario;

import org.hraft.kv.KvSnapshot;
import org.hraft.raft.AddServer;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.ChangeMember;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.Member;
import org.hraft.raft.Propose;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.Ready;
import org.hraft.raft.RequestVote;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.Suffrage;
import org.hraft.raft.TimeoutNow;
import org.hraft.raft.TransferLeadership;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that servers say, as short lines. An entry is written {@code index/term}. */
final class Words {

    static String request(Rpc.Request request) {
        if (request instanceof AppendEntries.Request append) {
            return append(append);
        } else if (request instanceof InstallSnapshot.Request install) {
            return install(install);
        } else if (request instanceof RequestVote.Request vote) {
            return "RequestVote"
                    + (vote.preVote() ? " pre" : "")
                    + (vote.leadershipTransfer() ? " transfer" : "")
                    + (" term=" + vote.term())
                    + (" last=" + vote.lastLogIndex() + "/" + vote.lastLogTerm());
        } else if (request instanceof TimeoutNow.Request now) {
            return "TimeoutNow term=" + now.term();
        } else if (request instanceof Propose.Request propose) {
            return "Propose " + commands(propose.commands());
        } else if (request instanceof ReadIndex.Request read) {
            return "ReadIndex" + (read.confirmed() ? "" : " unconfirmed");
        }
        return request.toString();
    }

    private static String append(AppendEntries.Request append) {
        return "AppendEntries term=" + append.term()
                + (" prev=" + append.prevLogIndex() + "/" + append.prevLogTerm())
                + (" [" + entries(append.entries()) + "]")
                + (" commit=" + append.leaderCommit())
                + (append.round() > 0 ? " round=" + append.round() : "");
    }

    private static String install(InstallSnapshot.Request install) {
        SnapshotMetadata snapshot = install.snapshot();
        String rows = String.join(", ", KvSnapshot.rows(install.chunk().data()).keySet());
        return "InstallSnapshot term=" + install.term()
                + (" last=" + last(snapshot))
                + (" (" + payload(snapshot.configuration()))
                + (" since " + snapshot.configurationIndex() + ")")
                + (install.position().isEmpty() ? "" : " behind " + install.position())
                + (" [" + rows + (install.chunk().last() ? "]" : " ...]"));
    }

    private static String last(SnapshotMetadata snapshot) {
        return snapshot.index() + "/" + snapshot.term();
    }

    /** An answer, together with what it answers. */
    static String response(Rpc.Request request, Rpc.Response response) {
        String term = " term=" + response.term();
        if (request instanceof AppendEntries.Request sent
                && response instanceof AppendEntries.Response append) {
            return append(sent, append) + term;
        } else if (request instanceof InstallSnapshot.Request sent
                && response instanceof InstallSnapshot.Response install) {
            return install(sent, install) + term;
        } else if (request instanceof RequestVote.Request asked
                && response instanceof RequestVote.Response vote) {
            return (asked.preVote() ? "pre-vote " : "vote ")
                    + (vote.voteGranted() ? "granted" : "denied")
                    + term;
        } else if (response instanceof TimeoutNow.Response) {
            return "heard TimeoutNow" + term;
        } else if (response instanceof Propose.Response propose) {
            return propose(propose) + term;
        } else if (response instanceof ReadIndex.Response read) {
            return (read.granted() ? "ReadIndex " + read.readIndex() : "ReadIndex refused") + term;
        }
        return response.toString();
    }

    private static String append(AppendEntries.Request sent, AppendEntries.Response answer) {
        if (answer.success()) {
            return "has up to " + (sent.prevLogIndex() + sent.entries().size());
        } else if (answer.conflictIndex() == 0) {
            return "append refused";
        }
        return answer.conflictTerm() == 0
                ? "mismatch, log ends before " + answer.conflictIndex()
                : "mismatch, term " + answer.conflictTerm() + " from " + answer.conflictIndex();
    }

    private static String install(InstallSnapshot.Request sent, InstallSnapshot.Response answer) {
        if (answer.installed()) {
            return "has up to " + sent.snapshot().index();
        } else if (answer.term() > sent.term()) {
            return "snapshot refused";
        }
        return answer.position().isEmpty()
                ? "wants the beginning"
                : "wants what is behind " + answer.position();
    }

    static String propose(Propose.Response answer) {
        return answer.accepted() == 0
                ? "takes nothing"
                : "takes " + answer.accepted() + " from " + answer.firstIndex() + " on";
    }

    static String addServer(AddServer.Response answer) {
        return switch (answer.status()) {
            case APPENDED -> "appends the new configuration at " + answer.index();
            case UNCHANGED -> "has that member already";
            case CONFLICT -> "refuses: " + answer.reason();
            case NOT_LEADER -> "does not lead";
            case BUSY -> "is busy with another change, or has committed nothing in its term";
        };
    }

    static String changeMember(ChangeMember.Response answer) {
        return switch (answer.status()) {
            case APPENDED -> "appends the new configuration at " + answer.index();
            case UNCHANGED -> "has nothing to change";
            case POSSIBLE -> {
                var then = new Configuration(answer.outlook().members());
                yield "could have " + payload(then) + " of whom live "
                        + answer.outlook().live().size();
            }
            case NOT_LEADER -> "does not lead";
            case UNKNOWN_MEMBER, OUTDATED, REFUSED, BEHIND, BUSY -> "refuses: " + answer.reason();
        };
    }

    static String transfer(TransferLeadership.Response answer, String target) {
        String begun = target.isEmpty() ? "hands over" : "hands over to " + target;
        String refused = target.isEmpty() ? "cannot hand over" : "refuses: " + answer.reason();
        return switch (answer.status()) {
            case BEGUN -> begun;
            case LEADS -> "leads already";
            case NOT_LEADER -> "cannot hand over";
            case UNKNOWN_MEMBER, REFUSED, BUSY -> refused;
        };
    }

    /** What one transaction writes. */
    static String saved(Ready ready) {
        List<String> parts = new ArrayList<>();
        ready.chunks().forEach(chunk -> parts.add(saved(chunk)));
        HardState state = ready.hardState();
        if (state != null) {
            ServerId votedFor = state.votedFor();
            parts.add("term " + state.currentTerm()
                    + (votedFor == null ? " without a vote" : " with its vote for " + votedFor));
        }
        if (ready.truncateFrom() > 0) {
            parts.add("a log cut off at " + ready.truncateFrom());
        }
        if (!ready.entries().isEmpty()) {
            parts.add(entries(ready.entries()));
        }
        return String.join(", ", parts);
    }

    private static String saved(InstallSnapshot.Request install) {
        String snapshot = "snapshot " + last(install.snapshot());
        return install.chunk().last()
                ? snapshot + " in the place of its state and log"
                : "a part of " + snapshot + " up to " + install.chunk().end();
    }

    static String entries(List<Entry> entries) {
        return entries.stream().map(Words::entry).collect(Collectors.joining(", "));
    }

    private static String entry(Entry entry) {
        return entry.index() + "/" + entry.term() + " " + payload(entry.payload());
    }

    static String payload(Entry.Payload payload) {
        if (payload instanceof Entry.Command command) {
            return new String(command.bytes(), StandardCharsets.UTF_8);
        } else if (payload instanceof Configuration configuration) {
            return "voters"
                    + names(configuration, Suffrage.VOTER)
                    + other(" learners", configuration, Suffrage.STAGING)
                    + other(" demoted", configuration, Suffrage.LEARNER);
        }
        return "noop";
    }

    private static String other(String title, Configuration configuration, Suffrage suffrage) {
        String names = names(configuration, suffrage);
        return names.isEmpty() ? "" : title + names;
    }

    private static String names(Configuration configuration, Suffrage suffrage) {
        return configuration.members().stream()
                .filter(member -> member.suffrage() == suffrage)
                .map(Member::id)
                .map(id -> " " + id)
                .collect(Collectors.joining());
    }

    private static String commands(List<Entry.Command> commands) {
        return commands.stream().map(Words::payload).collect(Collectors.joining(" "));
    }

    /** The other way round: commands from what an author wrote. */
    static List<Entry.Command> commandsOf(List<String> values) {
        return values.stream()
                .map(value -> new Entry.Command(value.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private Words() {}
}
