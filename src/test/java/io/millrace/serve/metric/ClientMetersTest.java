package io.millrace.serve.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter.Id;
import io.micrometer.core.instrument.Meter.Type;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilterReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMetersTest {
  @ParameterizedTest
  @EnumSource
  void showsTheCatalogue(Meter meter) {
    assertThat(reply(Meters.dotted(meter))).isNotEqualTo(MeterFilterReply.DENY);
  }

  @Test
  void showsWhatIsListed() {
    assertThat(reply("jvm.gc.pause")).isNotEqualTo(MeterFilterReply.DENY);
    assertThat(reply("kafka.consumer.fetch.manager.records.lag.max"))
        .isNotEqualTo(MeterFilterReply.DENY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.consumer.fetch.manager.records.lag", // One for each partition.
        "kafka.producer.node.request.total", // One for each broker.
        "kafka.producer.fetch.manager.records.lag.max",
        "netty.allocator.memory.used"
      })
  void hidesAllElse(String name) {
    assertThat(reply(name)).isEqualTo(MeterFilterReply.DENY);
  }

  private static MeterFilterReply reply(String name) {
    return ClientMeters.filter().accept(new Id(name, Tags.empty(), null, null, Type.OTHER));
  }
}
