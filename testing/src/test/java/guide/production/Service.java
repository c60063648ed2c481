package guide.production;

import dev.perdure.client.Client;
import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import dev.perdure.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;

public class Service {
  public static void main(String[] args) {
    var options =
        ServerOptions.defaults()
            .withRetention(Duration.ofDays(90)) // then closed runs go; never without it
            .withOnFatal(reason -> Runtime.getRuntime().halt(1)); // the disk has failed: start anew
    try (var server = PerdureServer.open(Path.of("parcels.db"), options);
        var client = Client.connect(server.channel())) {
      IO.println("Ready");
      Worker.builder(client, "parcels")
          .workflows(Parcel.class)
          .activities(new Parcel.Warehouse())
          .gracefulShutdownTimeout(Duration.ofSeconds(20)) // for activities at its end
          .run(); // until Ctrl-C or SIGTERM
    }
  }
}
