package io.evac.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.KeyPair;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class OneTimeKeyTest {
    @Test
    void thePrivateKeyBelongsToThePublicLine() throws Exception {
        try (OneTimeKey key = OneTimeKey.generate("evac:move-1")) {
            KeyPair read = KeyPair.load(new JSch(), key.privateKey(), null);

            assertThat(read.isEncrypted()).isFalse();
            assertThat(key.publicLine())
                    .isEqualTo("ssh-ed25519 " + Base64.getEncoder().encodeToString(read.getPublicKeyBlob())
                            + " evac:move-1");
        }
    }

    @Test
    void everyKeyIsNew() {
        assertThat(OneTimeKey.generate("a").publicLine())
                .isNotEqualTo(OneTimeKey.generate("a").publicLine());
    }

    @Test
    void afterClosingThePrivateKeyIsGone() {
        OneTimeKey key = OneTimeKey.generate("a");
        key.close();

        assertThatThrownBy(key::privateKey).isInstanceOf(IllegalStateException.class);
        assertThat(key.toString()).startsWith("ssh-ed25519 ");
    }

    @Test
    void aCommentCannotSmuggleInAnotherLine() {
        assertThatThrownBy(() -> OneTimeKey.generate("a\nssh-ed25519 AAAA"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
