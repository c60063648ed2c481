package guide.production;

import dev.perdure.client.Client;
import dev.perdure.worker.Worker;

public class Remote {
  public static void main(String[] args) {
    try (var client = Client.connect()) { // where TEMPORAL_ADDRESS or the file of profiles says
      IO.println("Ready in " + client.namespace());
      Worker.builder(client, "parcels")
          .workflows(Parcel.class)
          .activities(new Parcel.Warehouse())
          .run();
    }
  }
}
