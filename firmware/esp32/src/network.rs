//! Frames between the radio and the board core, and the DHCP server of the board's own network.

use core::future::poll_fn;
use core::net::Ipv4Addr;
use core::task::Poll;

use embassy_net_driver::Driver;
use esp_radio::wifi::Interface;
use sockscope_link::wifi::WifiRole;

use crate::budget::STATIONS;
use crate::dhcp_server::DhcpServer;

/// The board's address on its own network.
pub const SOFT_AP_ADDRESS: Ipv4Addr = Ipv4Addr::new(192, 168, 4, 1);

/// The radio's two faces, one of which is used.
pub struct Network {
    station: Interface,
    access_point: Interface,
    role: WifiRole,
    /// Whether frames can go out.
    up: bool,
    server: Option<DhcpServer<STATIONS>>,
}

impl Network {
    /// A network in no role.
    pub fn new() -> Self {
        Network {
            station: Interface::station(),
            access_point: Interface::access_point(),
            role: WifiRole::Off,
            up: false,
            server: None,
        }
    }

    /// The hardware address in this role.
    pub fn hardware(&self, role: WifiRole) -> [u8; 6] {
        match role {
            WifiRole::SoftAp => self.access_point.mac_address(),
            WifiRole::Off | WifiRole::Station => self.station.mac_address(),
        }
    }

    /// Takes on a role; nothing goes out before [`set_up`](Self::set_up).
    pub fn set_role(&mut self, role: WifiRole) {
        self.role = role;
        self.up = false;
        self.server = (role == WifiRole::SoftAp)
            .then(|| DhcpServer::new(self.hardware(role), SOFT_AP_ADDRESS));
    }

    /// Whether frames can go out now.
    pub fn set_up(&mut self, up: bool) {
        self.up = up;
    }

    fn interface(&mut self) -> &mut Interface {
        match self.role {
            WifiRole::SoftAp => &mut self.access_point,
            WifiRole::Off | WifiRole::Station => &mut self.station,
        }
    }

    /// The next frame for the board core: its length in `buffer`.
    pub fn receive(&mut self, buffer: &mut [u8]) -> Option<usize> {
        loop {
            let (token, _) = self.interface().receive()?;
            let len = token.consume_token(|frame| {
                let room = buffer.get_mut(..frame.len())?;
                room.copy_from_slice(frame);
                Some(frame.len())
            });
            let Some(frame) = len.and_then(|len| buffer.get(..len)) else {
                continue;
            };
            if !DhcpServer::<STATIONS>::wants(frame) {
                return len;
            }
            let mut answer = [0; 590];
            if let Some(server) = &mut self.server
                && let Some(len) = server.answer(frame, &mut answer)
            {
                // If there is no room for it the station asks again.
                self.transmit(&answer[..len]);
            }
        }
    }

    /// Puts a frame on the air; `false` if there is no room now. Without a network it is lost, as on
    /// a network card without a cable.
    pub fn transmit(&mut self, frame: &[u8]) -> bool {
        if !self.up {
            return true;
        }
        let Some(token) = self.interface().transmit() else {
            return false;
        };
        token.consume_token(frame.len(), |room| room.copy_from_slice(frame));
        true
    }

    /// Waits until a frame has come.
    pub async fn wait(&mut self) {
        let interface = self.interface();
        poll_fn(|context| match Driver::receive(interface, context) {
            Some(_) => Poll::Ready(()),
            None => Poll::Pending,
        })
        .await
    }
}
