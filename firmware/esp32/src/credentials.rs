//! The network that was set, kept in flash over resets.
//!
//! What is kept is the very frame of the link that set it, checksum and all, in the first sector of
//! the partition `nvs`. It holds the password as it is: who holds the board can read its flash.

use alloc::vec;

use esp_bootloader_esp_idf::partitions::{
    DataPartitionSubType, PARTITION_TABLE_MAX_LEN, PartitionType, read_partition_table,
};
use esp_hal::peripherals::FLASH;
use esp_storage::{FlashStorage, FlashStorageError};
use sockscope_link::frame::{Decoder, Item, MAX_FRAME, Packet, encode};
use sockscope_link::{Command, WifiCommand};

/// The longest frame that is kept: a name of 32 bytes, a password of 63, an address.
const KEPT: usize = 256;

/// Why the flash did not do what it should.
#[derive(Debug)]
pub enum Error {
    /// The partition table has no `nvs` partition.
    NoPartition,
    /// The flash chip.
    Flash(FlashStorageError),
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Error::NoPartition => f.write_str(
                "the flash has no partition for settings: write the firmware again with `sockscope flash`",
            ),
            Error::Flash(error) => write!(f, "the flash failed: {error:?}"),
        }
    }
}

impl From<FlashStorageError> for Error {
    fn from(error: FlashStorageError) -> Self {
        Error::Flash(error)
    }
}

/// The place in flash.
pub struct Credentials {
    flash: FlashStorage<'static>,
    /// Where the sector begins.
    sector: Option<u32>,
}

impl Credentials {
    /// Looks the place up in the partition table.
    pub fn new(flash: FLASH<'static>) -> Self {
        let mut flash = FlashStorage::new(flash);
        let mut table = vec![0; PARTITION_TABLE_MAX_LEN];
        let sector = read_partition_table(&mut flash, &mut table)
            .ok()
            .and_then(|table| {
                table
                    .find_partition(PartitionType::Data(DataPartitionSubType::Nvs))
                    .ok()
                    .flatten()
            })
            .map(|entry| entry.offset());
        Credentials { flash, sector }
    }

    /// What was kept: [`WifiCommand::Join`] or [`WifiCommand::SoftAp`].
    pub fn load(&mut self) -> Option<WifiCommand> {
        let mut bytes = [0; KEPT];
        self.flash.read(self.sector?, &mut bytes).ok()?;
        let mut kept = None;
        Decoder::<Command>::new().push(&bytes, |item| {
            if let Item::Packet(Packet::Data(_, Command::Wifi(command))) = item {
                kept = kept.take().or(Some(command));
            }
        });
        kept
    }

    /// Keeps this command instead of the last one.
    ///
    /// # Errors
    /// [`Error`]; then nothing is kept.
    pub fn save(&mut self, command: &WifiCommand) -> Result<(), Error> {
        let mut frame = [0; MAX_FRAME];
        let command = Command::Wifi(command.clone());
        let len = match encode(&Packet::Data(0, &command), &mut frame) {
            Ok(frame) => frame
                .len()
                .next_multiple_of(FlashStorage::WORD_SIZE as usize),
            Err(_) => unreachable!("a checked command is far shorter than a frame"),
        };
        let sector = self.forget()?;
        Ok(self.flash.write_nor(sector, &frame[..len])?)
    }

    /// Keeps nothing any more, and gives the sector's place.
    ///
    /// # Errors
    /// [`Error`]
    pub fn forget(&mut self) -> Result<u32, Error> {
        let sector = self.sector.ok_or(Error::NoPartition)?;
        self.flash
            .erase(sector, sector + FlashStorage::SECTOR_SIZE)?;
        Ok(sector)
    }
}
