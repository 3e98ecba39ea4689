package io.evac.notice;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.mail.MailException;
import org.springframework.mail.MailParseException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;

/** By mail. */
final class MailMessenger implements Messenger {
    private final Optional<JavaMailSender> sender;
    private final String from;

    /** @param sender empty when no server is configured */
    MailMessenger(Optional<JavaMailSender> sender, String from) {
        this.sender = sender;
        this.from = from;
    }

    @Override
    public Optional<String> obstacle(String address) {
        return sender.isPresent()
                ? Optional.empty()
                : Optional.of("no mail server is configured. Maybe set evac.mail.host and evac.mail.from in"
                        + " config/application.yaml");
    }

    @Override
    public void deliver(Message message, String address) throws IOException {
        JavaMailSender mail =
                sender.orElseThrow(() -> new RefusedException(obstacle(address).orElseThrow()));
        try {
            MimeMessage mime = mail.createMimeMessage();
            MimeMessageHelper helper = new MimeMessageHelper(mime, StandardCharsets.UTF_8.name());
            helper.setFrom(from);
            helper.setTo(address);
            helper.setSubject(message.subject());
            helper.setText(message.text());
            mime.setHeader("Auto-Submitted", "auto-generated");
            mime.setHeader("X-Evac-Event", Long.toString(message.id()));
            mail.send(mime);
        } catch (MessagingException | MailParseException malformed) {
            throw new RefusedException(String.valueOf(malformed.getMessage()));
        } catch (MailException failed) {
            throw new IOException(String.valueOf(failed.getMessage()), failed);
        }
    }
}
