package org.example.clients;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** The database of the service. Reads the secret again if the server refuses the login. */
public final class ServiceDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;
    private static final String INVALID_PASSWORD = "28P01";

    private final String secretArn = System.getenv("DATABASE_SECRET_ARN");
    private transient volatile Login login;

    public ServiceDataSource() {
        setServerNames(new String[] {System.getenv("DATABASE_HOST")});
        setPortNumbers(new int[] {Integer.parseInt(System.getenv("DATABASE_PORT"))});
        setDatabaseName(System.getenv("DATABASE_NAME"));
        setSslMode("verify-full");
        setSslRootCert(System.getenv("RDS_CA_FILE"));
    }

    @Override
    public Connection getConnection() throws SQLException {
        Login used = login == null ? Login.read(secretArn) : login;
        login = used;
        try {
            return getConnection(used.username(), used.password());
        } catch (SQLException refused) {
            if (!INVALID_PASSWORD.equals(refused.getSQLState())) {
                throw refused;
            }
            login = Login.read(secretArn);
            return getConnection(login.username(), login.password());
        }
    }
}
