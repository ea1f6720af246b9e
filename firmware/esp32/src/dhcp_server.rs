//! A small DHCP server (RFC 2131) for the board's own network: it gives a few stations an address
//! and no way out, since there is none.
//!
//! It takes Ethernet frames and makes Ethernet frames; it has no clock. A lease is a station's for
//! as long as the board runs; when all are given, the one that was unheard for longest goes.
//!
//! It is our own since none that we found fits better: edge-dhcp's server offers one address to two
//! stations that ask at the same moment, and has none left once all are leased, until one expires;
//! leasehund needs embassy-net. Either leaves the frames to us.

use core::net::Ipv4Addr;

use smoltcp::phy::ChecksumCapabilities;
use smoltcp::wire::{
    DHCP_CLIENT_PORT, DHCP_SERVER_PORT, DhcpMessageType, DhcpPacket, DhcpRepr, EthernetAddress,
    EthernetFrame, EthernetProtocol, EthernetRepr, IpAddress, IpProtocol, Ipv4Packet, Ipv4Repr,
    UdpPacket, UdpRepr,
};

/// How long a lease is said to last, in seconds: one lesson; it is renewed half-way.
const LEASE_SECONDS: u32 = 3600;

/// Ethernet, IPv4 and UDP headers, in bytes.
const HEADERS: usize = 14 + 20 + 8;

/// The server of a /24 network, with `N` addresses to give: the ones after its own.
pub struct DhcpServer<const N: usize> {
    hardware: EthernetAddress,
    address: Ipv4Addr,
    /// Who has which address, and when it was last heard, counted in messages.
    leases: [Option<(EthernetAddress, u32)>; N],
    messages: u32,
}

impl<const N: usize> DhcpServer<N> {
    /// A server at these two addresses that has given nothing yet.
    pub fn new(hardware: [u8; 6], address: Ipv4Addr) -> Self {
        DhcpServer {
            hardware: EthernetAddress(hardware),
            address,
            leases: [None; N],
            messages: 0,
        }
    }

    /// Whether this frame is for a DHCP server.
    pub fn wants(frame: &[u8]) -> bool {
        parse(frame).is_some()
    }

    /// Answers this frame, if it is for a DHCP server and asks for an answer: the answer's length
    /// in `out`, which has room for 590 bytes.
    pub fn answer(&mut self, frame: &[u8], out: &mut [u8]) -> Option<usize> {
        let message = parse(frame)?;
        let packet = DhcpPacket::new_checked(message).ok()?;
        let request = DhcpRepr::parse(&packet).ok()?;
        let (kind, address) = self.decide(&request)?;
        self.emit(&self.reply(&request, kind, address), out)
    }

    /// What a message is answered with, and which address the answer gives.
    fn decide(&mut self, request: &DhcpRepr) -> Option<(DhcpMessageType, Ipv4Addr)> {
        let client = request.client_hardware_address;
        let other = |server: Ipv4Addr| server != self.address;
        match request.message_type {
            DhcpMessageType::Discover => Some((DhcpMessageType::Offer, self.lease(client))),
            // It takes another server's offer.
            DhcpMessageType::Request if request.server_identifier.is_some_and(other) => None,
            DhcpMessageType::Request => {
                let wanted = request.requested_ip.unwrap_or(request.client_ip);
                let address = self.lease(client);
                if wanted == address {
                    Some((DhcpMessageType::Ack, address))
                } else {
                    Some((DhcpMessageType::Nak, Ipv4Addr::UNSPECIFIED))
                }
            }
            DhcpMessageType::Inform => Some((DhcpMessageType::Ack, Ipv4Addr::UNSPECIFIED)),
            DhcpMessageType::Release | DhcpMessageType::Decline => {
                self.release(client);
                None
            }
            _ => None,
        }
    }

    fn reply(
        &self,
        request: &DhcpRepr,
        kind: DhcpMessageType,
        address: Ipv4Addr,
    ) -> DhcpRepr<'static> {
        let refused = kind == DhcpMessageType::Nak;
        DhcpRepr {
            message_type: kind,
            transaction_id: request.transaction_id,
            secs: 0,
            client_hardware_address: request.client_hardware_address,
            client_ip: Ipv4Addr::UNSPECIFIED,
            your_ip: address,
            server_ip: self.address,
            router: None,
            subnet_mask: (!refused).then_some(Ipv4Addr::new(255, 255, 255, 0)),
            relay_agent_ip: Ipv4Addr::UNSPECIFIED,
            broadcast: true,
            requested_ip: None,
            client_identifier: None,
            server_identifier: Some(self.address),
            parameter_request_list: None,
            dns_servers: None,
            max_size: None,
            lease_duration: (!refused && address != Ipv4Addr::UNSPECIFIED).then_some(LEASE_SECONDS),
            renew_duration: None,
            rebind_duration: None,
            additional_options: &[],
        }
    }

    /// The client's address: the one that it had, a free one, or the one that was unheard for
    /// longest.
    fn lease(&mut self, client: EthernetAddress) -> Ipv4Addr {
        self.messages += 1;
        let had = (0..N).find(|&i| self.leases[i].is_some_and(|(owner, _)| owner == client));
        let index = had.unwrap_or_else(|| {
            (0..N)
                .min_by_key(|&i| self.leases[i].map_or(0, |(_, heard)| heard))
                .unwrap_or(0)
        });
        self.leases[index] = Some((client, self.messages));
        Ipv4Addr::from(u32::from(self.address) + 1 + index as u32)
    }

    fn release(&mut self, client: EthernetAddress) {
        for lease in &mut self.leases {
            if lease.is_some_and(|(owner, _)| owner == client) {
                *lease = None;
            }
        }
    }

    /// Broadcasts the reply: its client may have no address to be reached at yet.
    fn emit(&self, reply: &DhcpRepr, out: &mut [u8]) -> Option<usize> {
        let udp = UdpRepr {
            src_port: DHCP_SERVER_PORT,
            dst_port: DHCP_CLIENT_PORT,
        };
        let ip = Ipv4Repr {
            src_addr: self.address,
            dst_addr: Ipv4Addr::BROADCAST,
            next_header: IpProtocol::Udp,
            payload_len: 8 + reply.buffer_len(),
            hop_limit: 64,
        };
        let ethernet = EthernetRepr {
            src_addr: self.hardware,
            dst_addr: EthernetAddress::BROADCAST,
            ethertype: EthernetProtocol::Ipv4,
        };
        let len = HEADERS + reply.buffer_len();
        let out = out.get_mut(..len)?;
        let checksums = ChecksumCapabilities::default();
        ethernet.emit(&mut EthernetFrame::new_unchecked(&mut *out));
        ip.emit(&mut Ipv4Packet::new_unchecked(&mut out[14..]), &checksums);
        let mut emitted = Ok(());
        udp.emit(
            &mut UdpPacket::new_unchecked(&mut out[34..]),
            &IpAddress::Ipv4(ip.src_addr),
            &IpAddress::Ipv4(ip.dst_addr),
            reply.buffer_len(),
            |payload| emitted = reply.emit(&mut DhcpPacket::new_unchecked(payload)),
            &checksums,
        );
        emitted.ok().map(|()| len)
    }
}

/// The DHCP message in a frame for a server's port.
fn parse(frame: &[u8]) -> Option<&[u8]> {
    let frame = EthernetFrame::new_checked(frame).ok()?;
    if frame.ethertype() != EthernetProtocol::Ipv4 {
        return None;
    }
    let ip = Ipv4Packet::new_checked(frame.payload()).ok()?;
    if ip.next_header() != IpProtocol::Udp || ip.more_frags() || ip.frag_offset() != 0 {
        return None;
    }
    let udp = UdpPacket::new_checked(ip.payload()).ok()?;
    (udp.dst_port() == DHCP_SERVER_PORT).then(|| udp.payload())
}
