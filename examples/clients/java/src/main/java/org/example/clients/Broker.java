package org.example.clients;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.CredentialsProvider;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** The message broker. */
public final class Broker {
    private Broker() {}

    /** Connects. The client connects again by itself, and then with the login that the secret has. */
    public static Connection connect() throws GeneralSecurityException, IOException, TimeoutException {
        URI endpoint = URI.create(System.getenv("BROKER_ENDPOINT"));
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(endpoint.getHost());
        factory.setPort(endpoint.getPort());
        factory.setVirtualHost("/");
        factory.setCredentialsProvider(new SecretLogin(System.getenv("BROKER_SECRET_ARN")));
        factory.useSslProtocol(SSLContext.getDefault());
        factory.enableHostnameVerification();
        factory.setAutomaticRecoveryEnabled(true);
        return factory.newConnection();
    }

    /** The client asks for the user name first, and for the password after it. */
    private static final class SecretLogin implements CredentialsProvider {
        private final String secretArn;
        private final ThreadLocal<Login> login = new ThreadLocal<>();

        private SecretLogin(final String secretArn) {
            this.secretArn = secretArn;
        }

        @Override
        public String getUsername() {
            login.set(Login.read(secretArn));
            return login.get().username();
        }

        @Override
        public String getPassword() {
            return login.get().password();
        }
    }
}
