package io.evac.driver.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.libvirt.HandOver.Written;
import org.junit.jupiter.api.Test;

class HandOverTest {
    @Test
    void layersAreAlikeWhenTheirBytesAreAndTheirPlacesWhereBothHostsTellThem() {
        Written here = new Written("b", "p");
        assertThat(here.like(new Written("b", "p"))).isTrue();
        assertThat(here.like(new Written("b", "-"))).isTrue();
        assertThat(new Written("b", "-").like(here)).isTrue();
        assertThat(here.like(new Written("b", "q"))).as("zeros elsewhere").isFalse();
        assertThat(here.like(new Written("c", "p"))).isFalse();
        assertThat(new Written("b", "-").like(new Written("c", "-"))).isFalse();
    }
}
