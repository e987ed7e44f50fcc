//! Opens a service: one bound socket for each of its cores, all on one address.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, OnceLock};

use parseltongue_cores::{Opening, StartError};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::sync::watch;

use crate::core::{Common, Counters};
use crate::every::{EveryMeter, Rhythm};
use crate::jobs::{Bench, JobMeter};
use crate::limits::BACKLOG;
use crate::meters::Meters;
use crate::rate::Rates;
use crate::{Service, caller, files, tls};

/// Opens the service `S`: binds its sockets and makes its shared lines. `Block::open` calls it.
///
/// # Errors
/// When the address cannot be listened on; it says why.
pub fn open<S: Service>(opening: &mut Opening) -> Result<(), StartError> {
    let refused = |reason: String| StartError::new(S::NAME, reason);
    let mut address =
        S::LISTEN_ON.to_socket_addrs().ok().and_then(|mut addresses| addresses.next()).ok_or_else(|| {
            refused(format!("`listen_on: \"{}\"` is no address of this machine", S::LISTEN_ON))
        })?;
    if opening.on_free_ports() {
        address.set_port(0);
    }
    let sockets = bind(address, opening.cores().max(1)).map_err(|error| {
        refused(format!("cannot listen on {address}: {error}; another program may be listening there"))
    })?;
    let address = match sockets[0].local_addr() {
        Ok(address) => address,
        Err(error) => return Err(refused(format!("has no address: {error}"))),
    };
    let keys = caller::open::<S>(opening).map_err(refused)?;
    let secured = tls::open::<S>(opening).map_err(refused)?;
    let folders = files::folders(S::TABLE).map_err(refused)?;
    opening.announce::<S>(address);
    let meters = sockets.iter().map(|_| Arc::new(Meters::of(S::TABLE))).collect();
    let cores = sockets.len();
    let zoned = S::WORK.periodic.iter().map(|every| match every.rhythm {
        Rhythm::Timetable(table) => table.zoned().map(Some),
        Rhythm::Interval { .. } => Ok(None),
    });
    let zoned = zoned.collect::<Result<Vec<_>, String>>().map_err(refused)?;
    let of_jobs = || S::WORK.jobs.iter().map(|_| JobMeter::default()).collect();
    let job_meters = sockets.iter().map(|_| of_jobs()).collect();
    opening.place(Common::<S> {
        address,
        sockets: Mutex::new(sockets.into_iter().map(Some).collect()),
        shared: S::shared(),
        document: OnceLock::new(),
        keys,
        folders,
        secured,
        counters: Counters::default(),
        rates: Rates::default(),
        meters,
        bench: Arc::new(Bench::of(S::WORK.jobs)),
        job_meters,
        every_meters: S::WORK.periodic.iter().map(|_| EveryMeter::default()).collect(),
        zoned,
        started: watch::Sender::new(None),
        cores_left: AtomicUsize::new(cores),
    });
    Ok(())
}

/// `count` listening sockets on one address; a port of 0 becomes one free port for all of them.
fn bind(mut address: SocketAddr, count: usize) -> io::Result<Vec<std::net::TcpListener>> {
    if count > 1 && address.port() != 0 {
        // Sockets that share a port also share it with another program of the same user, which
        // would then get half of the connections. A socket that shares nothing finds that out.
        drop(socket(address, false)?);
    }
    let mut sockets = Vec::with_capacity(count);
    for _ in 0..count {
        let listener = socket(address, count > 1)?;
        address = listener.local_addr()?;
        sockets.push(listener);
    }
    Ok(sockets)
}

fn socket(address: SocketAddr, shares_port: bool) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM.nonblocking(), Some(Protocol::TCP))?;
    // A restart need not wait for the connections of the run before to be forgotten.
    socket.set_reuse_address(true)?;
    if shares_port {
        socket.set_reuse_port(true)?;
    }
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_cores_listen_on_one_free_port() {
        let sockets = bind("127.0.0.1:0".parse().unwrap(), 3).unwrap();
        let ports: Vec<_> = sockets.iter().map(|it| it.local_addr().unwrap().port()).collect();
        assert_ne!(ports[0], 0);
        assert_eq!(ports, [ports[0]; 3]);
    }

    #[test]
    fn a_port_that_another_program_shares_is_refused() {
        let other = bind("127.0.0.1:0".parse().unwrap(), 2).unwrap();
        let error = bind(other[0].local_addr().unwrap(), 2).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
    }
}
