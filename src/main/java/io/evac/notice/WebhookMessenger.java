package io.evac.notice;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** By HTTP: the JSON is posted and signed, with the number of its event, by which a receiver knows one that comes twice. */
final class WebhookMessenger implements Messenger {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SignedPost post;

    WebhookMessenger(SignedPost post) {
        this.post = post;
    }

    @Override
    public Optional<String> obstacle(String address) {
        return post.obstacle(address);
    }

    @Override
    public void deliver(Message message, String address) throws IOException, InterruptedException {
        post.send(address, PATIENCE, Map.of("X-Evac-Event", Long.toString(message.id())), message.json());
    }
}
